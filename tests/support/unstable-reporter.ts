/** As much of jest's results as is looked at here. */
interface Results {
  testResults: { testResults: { fullName: string; status: string; invocations?: number | undefined }[] }[];
}

/** Names the tests that passed only when they were tried again; undefined when there were none. */
export const unstableIn = ({ testResults }: Results): string | undefined => {
  const names = testResults
    .flatMap((file) => file.testResults)
    .filter(({ status, invocations = 1 }) => status === 'passed' && invocations > 1)
    .map(({ fullName }) => `  ${fullName}`);
  if (names.length === 0) return undefined;
  return `Unstable: passed only when tried again. Find out why:\n${names.join('\n')}`;
};

/** A reporter for jest that says at the end which tests were unstable: a second try hides nothing. */
export default class UnstableReporter {
  onRunComplete(_: unknown, results: Results): void {
    const summary = unstableIn(results);
    if (summary) process.stderr.write(`\n${summary}\n`);
  }
}
