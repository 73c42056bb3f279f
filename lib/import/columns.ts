/** How the cells of a column are read. What cannot be read so stays text, which the schema then refuses. */
export type ReadCell = (cell: string) => unknown;

export const asText: ReadCell = (cell) => cell;

export const asJson: ReadCell = (cell) => {
  try {
    return JSON.parse(cell);
  } catch {
    return cell;
  }
};

/** Spreadsheets write TRUE. */
export const asFlag: ReadCell = (cell) => asJson(cell.toLowerCase());

/** As lists are exported, or by hand: `web; db`. */
export const asList: ReadCell = (cell) =>
  cell.startsWith('[')
    ? asJson(cell)
    : cell
        .split(';')
        .map((entry) => entry.trim())
        .filter((entry) => entry !== '');

/** The columns of a kind, and how each is read; `seen` are those of its lists that tell what Muster found out itself. */
export interface Columns {
  read: Readonly<Record<string, ReadCell>>;
  seen: readonly string[];
}

const isSeen = ({ seen }: Columns, name: string): boolean =>
  seen.some((one) => one === name || one.startsWith(`${name}.`) || name.startsWith(`${one}.`));

/** What is wrong with a header: columns that no list has, that come twice, or that are missing. */
export const headerFaults = (header: readonly string[], columns: Columns, key: string) => {
  const unknown = header.filter((name) => !Object.hasOwn(columns.read, name) && !isSeen(columns, name));
  const twice = header.filter((name, i) => header.indexOf(name) !== i);
  return [
    ...unknown.map((path) => ({ path, message: 'is not a column of this list' })),
    ...twice.map((path) => ({ path, message: 'comes twice' })),
    ...(header.includes(key) ? [] : [{ path: key, message: 'is missing' }]),
  ];
};

const put = (row: Record<string, unknown>, [name = '', ...rest]: readonly string[], value: unknown): void => {
  if (rest.length === 0) row[name] = value;
  else {
    row[name] ??= {};
    put(row[name] as Record<string, unknown>, rest, value);
  }
};

/** A line as an object: `probe.type` becomes a member of `probe`, and an empty cell is left out. */
export const rowOf = (header: readonly string[], cells: readonly string[], { read }: Columns) => {
  const row: Record<string, unknown> = {};
  for (const [i, name] of header.entries()) {
    const cell = cells[i] ?? '';
    const readCell = Object.hasOwn(read, name) ? read[name] : undefined;
    if (cell !== '' && readCell) put(row, name.split('.'), readCell(cell));
  }
  return row;
};
