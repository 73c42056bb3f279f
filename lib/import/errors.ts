import { errorsOf } from '#lib/core/errors';

const { error, invalid } = errorsOf<'import.malformed' | 'import.columns' | 'import.too-long'>();

/** 400: it is not CSV. */
export const malformedCsv = (message: string) => invalid('import.malformed', [{ path: '', message }]);

/** 400: columns that the list does not have, or that are missing. */
export const wrongColumns = (errors: { path: string; message: string }[]) => invalid('import.columns', errors);

/** 413: more than one call does in its time. */
export const tooManyLines = (lines: number, most: number) =>
  error(
    'too-large',
    'import.too-long',
    `The file has ${lines.toLocaleString('en')} lines. The maximum is ${most.toLocaleString('en')}. Import it in parts, each with the header line.`,
  );
