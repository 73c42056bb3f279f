/** Swagger UI on our own document, from our own files. */
export const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Muster: API</title>
    <link rel="icon" type="image/png" href="/apidocs/favicon-32x32.png">
    <link rel="stylesheet" href="/apidocs/swagger-ui.css">
  </head>
  <body>
    <main id="swagger-ui"></main>
    <script src="/apidocs/swagger-ui-bundle.js" defer></script>
    <script src="/apidocs/init.js" defer></script>
  </body>
</html>
`;

/**
 * A login from the page brings the cookie and the header that it needs along, and its token is used by every call after
 * it. Tokens stay over a reload, so that trying several calls does not mean to log in again and again.
 */
export const INIT = `const LOGIN = '/token/login/';
const cookie = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];

window.ui = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  persistAuthorization: true,
  displayOperationId: true,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  validatorUrl: null,
  async requestInterceptor(request) {
    if (request.method !== 'POST' || !request.url.endsWith(LOGIN)) return request;
    if (!cookie()) await fetch(LOGIN);
    return { ...request, headers: { ...request.headers, 'X-CSRF-Token': cookie() } };
  },
  responseInterceptor(response) {
    const token = response.url.endsWith(LOGIN) && response.status === 200 && JSON.parse(response.text).auth_token;
    if (token) window.ui.preauthorizeApiKey('bearer', token);
    return response;
  },
});
`;
