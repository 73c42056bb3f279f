import { useEffect, useState } from 'preact/hooks';
import { Finder } from '../components/choice.tsx';
import { api } from '../core/api.ts';
import { messageOf, statusOf } from '../core/failure.ts';
import type { Resource } from '../core/model.ts';

const WHOLE = /^(\d{1,3}(\.\d{1,3}){3}|[\da-f:]*:[\da-f:]*)$/;
const TYPING_MS = 200;

interface Props {
  pool: string;
  /** The addresses that are known, where these are all of the pool. */
  all: readonly Resource[] | undefined;
  /** Tells the address that was found; undefined when there is none, or nothing is looked for. */
  onFind: (address: string | undefined) => void;
}

/** Asks the API whether an address is in the pool. */
const ask = async (pool: string, ip: string): Promise<string | undefined> => {
  const { items } = await api('GET /api/resources', { query: { ip } });
  return items.find((each) => each.pool === pool)?.ip_address;
};

/** Finds an address of a pool; says so when there is none. */
export const FindAddress = ({ pool, all, onFind }: Props) => {
  const [text, setText] = useState('');
  const [said, setSaid] = useState('');
  const wanted = text.trim().toLowerCase();

  const tell = (found: string | undefined, words: string): void => {
    setSaid(found === undefined ? words : '');
    onFind(found);
  };

  useEffect(() => {
    if (wanted === '') {
      setSaid('');
      return;
    }
    if (all) {
      tell(
        all.find(({ ip_address }) => ip_address.startsWith(wanted))?.ip_address,
        `No address begins with ${wanted}.`,
      );
      return;
    }
    if (!WHOLE.test(wanted)) {
      tell(undefined, 'Type the whole address.');
      return;
    }
    let late = false;
    const timer = setTimeout(() => {
      ask(pool, wanted).then(
        (found) => late || tell(found, `${wanted} is not in this pool.`),
        (error) => late || tell(undefined, statusOf(error) === 400 ? 'Type the whole address.' : messageOf(error)),
      );
    }, TYPING_MS);
    return () => {
      late = true;
      clearTimeout(timer);
    };
  }, [wanted]);

  return (
    <>
      <Finder label="Find an address" value={text} onInput={setText} />
      <p class="found-nothing" role="status">
        {said}
      </p>
    </>
  );
};
