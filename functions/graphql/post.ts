import { postGraphql } from '#lib/graphql/endpoints';
import * as graphql from '#lib/graphql/service';
import { answer } from '#lib/http/answer';
import { serve } from '#lib/http/serve';

export const handler = serve(postGraphql, async ({ body: query, user, headers: { accept } }) => {
  const { status, media, body } = await graphql.run(query, { user, accept });
  return answer(status, body, { headers: { 'Content-Type': media } });
});
