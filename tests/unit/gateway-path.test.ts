import { expect, test } from '@jest/globals';
import { asFromGateway, decodedByGateway, fromGateway } from '#lib/http/gateway-path';
import { nextLink } from '#lib/http/paging';

const event = (sent: string, id: string) => ({
  rawPath: decodedByGateway(`/ztp/check/${sent}`),
  pathParameters: { id: decodedByGateway(id) },
});

test.each([
  ['rack%201', 'rack 1'],
  ['100%25', '100%'],
  ['a%2541b', 'a%41b'],
  ['a+b', 'a+b'],
  ['Ger%C3%A4t', 'Gerät'],
  ['a%3Fb%23c', 'a?b#c'],
])('a path that was sent as %s means %s', (sent, meant) => {
  expect(fromGateway(event(sent, sent))).toEqual({ rawPath: `/ztp/check/${meant}`, pathParameters: { id: meant } });
});

test('a path that is handed on as from the gateway means the same again', () => {
  const meant = { rawPath: '/ztp/check/a%41b 100%', pathParameters: { id: 'a%41b 100%' } };
  expect(fromGateway(asFromGateway(meant))).toEqual(meant);
});

test('a request without path parameters has none', () => {
  expect(fromGateway({ rawPath: '/servers' })).toEqual({ rawPath: '/servers', pathParameters: {} });
});

test('an escape that means nothing is refused', () => {
  expect(() => decodedByGateway('/%FF')).toThrow(URIError);
});

test('the link to the next page encodes what the path has decoded', () => {
  const listed = { routeKey: 'GET /servers/{name}/pings', pathParameters: { name: 'rack 1/a?b>%41' } };
  expect(nextLink(listed, { limit: 2, from: undefined }, 'c=')).toEqual({
    Link: '</servers/rack%201%2Fa%3Fb%3E%2541/pings?limit=2&cursor=c%3D>; rel="next"',
  });
  expect(nextLink(listed, {}, undefined)).toEqual({});
});
