/** What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection"), in its wide forms as well. */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;
/** Such a text with an apostrophe more: one that had some already gets one as well, so that it can be told again. */
const NEUTRALISED = /^'+[=+\-@\t\r\n＝＋－＠]/;

type Row = Readonly<Record<string, unknown>>;

const isPlainObject = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a row has under a column; `exec.status` is a member of an object inside of it. */
const valueAt = (row: Row, column: string): unknown =>
  column.split('.').reduce<unknown>((value, name) => (isPlainObject(value) ? value[name] : undefined), row);

/** A text that begins like a formula gets an apostrophe before it, so that a spreadsheet shows it as the text that it is. */
const neutral = (text: string): string => (FORMULA.test(text) ? `'${text}` : text);

const cell = (value: unknown): string => {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = neutral(typeof value === 'string' ? value : JSON.stringify(value));
  return /[",\r\n']/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
};

/**
 * Rows as CSV (RFC 4180): a header line with the columns, lines that end with CRLF, formulas neutralised. What has no
 * columns of its own is JSON in its cell.
 */
export const toCsv = (rows: readonly Row[], columns: readonly string[]): string => {
  const lines = [columns.map(cell), ...rows.map((row) => columns.map((name) => cell(valueAt(row, name))))];
  return lines.map((line) => `${line.join(',')}\r\n`).join('');
};

/** A cell as it was before it was neutralised. */
export const plainCell = (text: string): string => (NEUTRALISED.test(text) ? text.slice(1) : text);
