/** As much of an answer as the next page is found by. */
interface CsvPage {
  body: unknown;
  headers: Headers;
}

export interface CsvRequest {
  cursor: string | undefined;
  headers: { accept: 'text/csv' };
}

export type AskCsv = (request: CsvRequest) => Promise<CsvPage>;

/** The cursor in the `Link` to the next page (RFC 8288); undefined after the last. */
const nextCursor = (headers: Headers): string | undefined => {
  const [, address] = /<([^>]*)>;\s*rel="next"/.exec(headers.get('link') ?? '') ?? [];
  return address === undefined ? undefined : (new URL(address, 'http://any').searchParams.get('cursor') ?? undefined);
};

/** All pages of a list as one text: of each page but the first, the line of headings is left out. */
export const wholeCsv = async (ask: AskCsv): Promise<string> => {
  let whole = '';
  let cursor: string | undefined;
  do {
    const { body, headers } = await ask({ cursor, headers: { accept: 'text/csv' } });
    const text = String(body ?? '');
    whole += cursor === undefined ? text : text.replace(/^.*\r?\n/, '');
    cursor = nextCursor(headers);
  } while (cursor !== undefined);
  return whole;
};
