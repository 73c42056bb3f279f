import { postGraphql } from '#lib/graphql/endpoints';
import * as graphql from '#lib/graphql/service';
import { tokenIn } from '#lib/http/credentials';
import { respond } from '#lib/http/response';
import { serve } from '#lib/http/serve';

export const handler = serve(postGraphql, async ({ body: query, user, headers }) => {
  const { status, media, body } = await graphql.run(query, {
    user,
    token: tokenIn(headers),
    accept: headers.accept,
  });
  return respond(status, body, { headers: { 'Content-Type': media } });
});
