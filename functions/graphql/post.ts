import { postGraphql } from '#lib/graphql/endpoints';
import * as graphql from '#lib/graphql/service';
import { answer } from '#lib/http/answer';
import { tokenIn } from '#lib/http/credentials';
import { serve } from '#lib/http/serve';

export const handler = serve(postGraphql, async ({ body: query, user, headers }) => {
  const { status, media, body } = await graphql.run(query, {
    user,
    token: tokenIn(headers),
    accept: headers.accept,
  });
  return answer(status, body, { headers: { 'Content-Type': media } });
});
