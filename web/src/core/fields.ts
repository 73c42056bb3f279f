/** What was typed as a number; what is none goes as it is, so that the API says what is wrong with it. */
export const numberIn = (text: string): number => {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isNaN(value) ? (text as unknown as number) : value;
};

/** An empty field is as good as none. */
export const optional = <T>(text: string, read: (text: string) => T): T | undefined =>
  text.trim() === '' ? undefined : read(text.trim());

/** Entries one by line, or separated by commas or blanks. */
export const entriesIn = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

/** Labels separated by commas: they may have blanks inside. */
export const labelsIn = (text: string): string[] =>
  text
    .split(',')
    .map((label) => label.trim())
    .filter(Boolean);
