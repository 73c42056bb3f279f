import { expect, test } from '@jest/globals';
import { type CsvRequest, wholeCsv } from '../../web/src/import/csv.ts';

const PAGES: Record<string, { body: string; link?: string }> = {
  first: { body: 'name,ip\r\na,10.0.0.1\r\n', link: '</servers?tag=x%20y&cursor=a%2Bb>; rel="next"' },
  'a+b': { body: 'name,ip\r\n"b\r\nc",10.0.0.2\r\n', link: '</servers?cursor=last>; rel="next"' },
  last: { body: 'name,ip\r\n' },
};

test('all pages become one text with one line of headings', async () => {
  const asked: CsvRequest[] = [];
  const whole = await wholeCsv(async (request) => {
    asked.push(request);
    const { body, link } = PAGES[request.cursor ?? 'first'] ?? { body: '' };
    return { body, headers: new Headers(link === undefined ? {} : { link }) };
  });
  expect(whole).toBe('name,ip\r\na,10.0.0.1\r\n"b\r\nc",10.0.0.2\r\n');
  expect(asked.map(({ cursor }) => cursor)).toEqual([undefined, 'a+b', 'last']);
  expect(asked.every(({ headers }) => headers.accept === 'text/csv')).toBe(true);
});
