import { summaryOf } from './optional-tools.ts';

/** As much of jest's results as is looked at here. */
interface Results {
  testResults: { testResults: { fullName: string; status: string }[] }[];
}

/** A reporter for jest that says once, at the end, what was skipped for want of a program. */
export default class SkippedReporter {
  onRunComplete(_: unknown, { testResults }: Results): void {
    const skipped = testResults
      .flatMap((file) => file.testResults)
      .filter(({ status }) => status === 'pending')
      .map(({ fullName }) => fullName);
    const summary = summaryOf(skipped);
    if (summary) process.stderr.write(`\n${summary}\n`);
  }
}
