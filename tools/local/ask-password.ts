import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';

const asked = (question: string): Promise<string> =>
  new Promise((resolve) => {
    // What is typed is shown to nobody.
    const output = new Writable({ write: (_chunk, _encoding, done) => done() });
    const lines = createInterface({ input: process.stdin, output, terminal: true });
    lines.once('SIGINT', () => process.exit(130));
    process.stderr.write(question);
    lines.question('', (answer) => {
      lines.close();
      process.stderr.write('\n');
      resolve(answer);
    });
  });

/**
 * A new password: typed twice at a terminal, else what standard input has (`fromStdin` takes it at a terminal, too).
 * Never an argument, which every user of the machine could read. @throws Error when the two differ.
 */
export const askPassword = async (name: string, fromStdin: boolean): Promise<string> => {
  if (fromStdin || !process.stdin.isTTY) return (await text(process.stdin)).replace(/\r?\n$/, '');
  const password = await asked(`Password for ${name}: `);
  if ((await asked('Once more: ')) !== password) throw new Error('The two passwords differ.');
  return password;
};
