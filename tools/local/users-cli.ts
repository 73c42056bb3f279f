import { parseArgs } from 'node:util';
import { Role, type SessionRecord, type UserRecord } from '#lib/auth/model';
import * as users from '#lib/auth/service/users';
import { endOf } from '#lib/auth/token';
import { askPassword } from './ask-password.ts';
import { withTable } from './with-table.ts';

const USAGE = `Usage: npm run users -- <command> [--stage <stage>] [--region <region>]
  list                             every user
  add <name> [--password-stdin]    a new user
  passwd <name> [--password-stdin] another password; ends the user's tokens
  disable <name>                   no login any more; ends the user's tokens
  enable <name>                    login again
  role <name> <viewer|operator>    what the user may do; ends the user's tokens
  tokens <name> [--end]            the user's tokens; --end ends them
Without --stage the table is that of the running local stack (PORT, MUSTER_DATA), or of the folder MUSTER_DATA.`;

class Misused extends Error {}

const { values, positionals } = (() => {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        stage: { type: 'string', default: 'local' },
        region: { type: 'string' },
        'password-stdin': { type: 'boolean', default: false },
        end: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    process.exit(1);
  }
})();

const [command = '', given, role] = positionals;

const columns = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

const stateOf = ({ disabledAt, sample }: UserRecord): string => {
  if (disabledAt) return `disabled ${disabledAt}`;
  return sample ? 'sample' : 'active';
};

const userRow = (user: UserRecord): string[] => [String(user.id), user.name, stateOf(user), user.createdAt];

const tokenRow = (session: SessionRecord): string[] => [
  session.hash.slice(0, 8),
  session.createdAt,
  session.lastUsedAt,
  endOf(session) ?? 'never',
];

const named = (): string => {
  if (given === undefined) throw new Misused(`${command} needs the name of a user.`);
  return given;
};

const password = (name: string): Promise<string> => askPassword(name, values['password-stdin']);

const commands: Record<string, () => Promise<string>> = {
  list: async () => columns([['ID', 'NAME', 'STATE', 'CREATED'], ...(await users.list()).map(userRow)]),
  add: async () => {
    const { id, name } = await users.add(named(), await password(named()));
    return `${name} is user ${id}.`;
  },
  passwd: async () => {
    const { name } = await users.setPassword(named(), await password(named()));
    return `${name} has another password, and no token any more.`;
  },
  disable: async () => `${(await users.disable(named())).name} is disabled, and has no token any more.`,
  role: async () => {
    const wanted = Role.safeParse(role);
    if (!wanted.success) throw new Misused('A role is viewer or operator.');
    return `${(await users.setRole(named(), wanted.data)).name} is ${wanted.data}, and has no token any more.`;
  },
  enable: async () => `${(await users.enable(named())).name} may log in again.`,
  tokens: async () => {
    if (values.end) return `Tokens ended: ${await users.endTokens(named())}.`;
    const rows = (await users.liveTokens(named())).map(tokenRow);
    return columns([['HASH', 'CREATED', 'LAST USED', 'EXPIRES'], ...rows]);
  },
};

const main = async (): Promise<void> => {
  if (values.help) return console.log(USAGE);
  const run = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (!run) throw new Misused(command ? `There is no command ${command}.` : 'A command is missing.');
  if (command !== 'list') named();
  const { stage, region } = values;
  await withTable(stage, async () => console.log(await run()), region === undefined ? {} : { region });
};

main().catch((error: unknown) => {
  const sentence = error instanceof Error ? error.message : String(error);
  console.error(error instanceof Misused ? `${sentence}\n${USAGE}` : sentence);
  process.exitCode = 1;
});
