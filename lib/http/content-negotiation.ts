interface Range {
  type: string;
  q: number;
}

const rangeOf = (text: string): Range => {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  const q = weight === undefined ? 1 : Number(weight.slice(2));
  return { type, q: q >= 0 && q <= 1 ? q : 0 };
};

/** The weight of a media type: that of the most specific range that covers it (RFC 9110, 12.5.1). */
const weightOf = (ranges: readonly Range[], type: string): number => {
  const covering = [type, `${type.split('/')[0]}/*`, '*/*'];
  for (const cover of covering) {
    const found = ranges.find((range) => range.type === cover);
    if (found) return found.q;
  }
  return 0;
};

/** Whether an `Accept` header would rather have HTML than JSON. A client that takes anything gets JSON. */
export const prefersHtml = (accept = ''): boolean => {
  const ranges = accept.split(',').map(rangeOf);
  return weightOf(ranges, 'text/html') > weightOf(ranges, 'application/json');
};

/** Whether an `Accept` header would rather have CSV than JSON. */
export const prefersCsv = (accept = ''): boolean => {
  const ranges = accept.split(',').map(rangeOf);
  return (
    ranges.some(({ type, q }) => type === 'text/csv' && q > weightOf(ranges, 'application/json')) ||
    (ranges.some(({ type, q }) => type === 'text/csv' && q > 0) &&
      !ranges.some(({ type }) => type === 'application/json'))
  );
};
