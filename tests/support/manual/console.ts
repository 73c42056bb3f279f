/** A command of the manual, and what the page says that it prints. */
export interface Step {
  line: number;
  command: string;
  printed: string;
}

const FENCE = /^( *)```console\n(.*?)^\1```$/gms;

const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;

/** Long JSON is wrapped on the page; a line that is wrapped begins with a blank. */
const unwrapped = (printed: string): string => (/^[[{]/.test(printed) ? printed.replaceAll(/\n\s+/g, '') : printed);

/** A line that ends in a backslash, or inside of quotes, is not the whole command. */
const goesOn = (command: string): boolean => command.endsWith('\\') || command.split("'").length % 2 === 0;

/**
 * The commands of a page, in order: in blocks fenced as `console`, a line that begins with `$ ` is typed, and what follows
 * up to the next such line is printed. A command goes on in the next line
 * after a backslash, or where its quotes are still open.
 */
export const stepsOf = (markdown: string): Step[] =>
  [...markdown.matchAll(FENCE)].flatMap(({ 1: indent = '', 2: block = '', index = 0 }) => {
    const steps: Step[] = [];
    for (const [offset, raw] of block.split('\n').entries()) {
      const text = raw.slice(indent.length);
      const last = steps.at(-1);
      if (last && goesOn(last.command)) last.command += `\n${text}`;
      else if (text.startsWith('$ '))
        steps.push({ line: lineAt(markdown, index) + 1 + offset, command: text.slice(2), printed: '' });
      else if (last && text !== '') last.printed += `${last.printed === '' ? '' : '\n'}${text}`;
    }
    return steps.map((step) => ({ ...step, printed: unwrapped(step.printed) }));
  });
