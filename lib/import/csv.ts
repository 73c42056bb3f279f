import { parse } from 'csv-parse/sync';
import { plainCell } from '#lib/http/csv';
import { malformedCsv } from './errors.ts';

/** A line that has something, and where it begins. */
export interface CsvLine {
  line: number;
  cells: string[];
}

const OPTIONS = { bom: true, info: true, relax_column_count: true, record_delimiter: ['\r\n', '\n', '\r'] };

/** The library tells the line on which a record ends; the next one begins after it. */
interface Parsed {
  record: string[];
  info: { lines: number };
}

/**
 * The lines of CSV (RFC 4180; line ends may be LF or CR alone) with their cells as they were before formulas were
 * neutralised. Empty lines are left out. @throws AppError 400 for a quote that does not close, or stands in a cell.
 */
export const readCsv = (text: string): CsvLine[] => {
  let parsed: Parsed[];
  try {
    parsed = parse(text, OPTIONS) as unknown as Parsed[];
  } catch (error) {
    throw malformedCsv((error as Error).message);
  }
  return parsed.flatMap(({ record }, i) => {
    const line = (parsed[i - 1]?.info.lines ?? 0) + 1;
    const isEmpty = record.length === 1 && record[0] === '';
    return isEmpty ? [] : [{ line, cells: record.map(plainCell) }];
  });
};
