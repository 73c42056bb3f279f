import { useState } from 'preact/hooks';
import { Act, Button } from '../components/button.tsx';
import { Choice } from '../components/choice.tsx';
import { View } from '../components/view.tsx';
import { api } from '../core/api.ts';
import { fieldErrorsOf, messageOf } from '../core/failure.ts';
import { counted } from '../core/format.ts';
import { href, route, setQuery } from '../core/route.ts';
import { notify } from '../core/toasts.ts';
import { readCsvFile } from './read-csv.ts';
import { type Result, Results, resultWords } from './results.tsx';

const KINDS = [
  ['servers', 'Servers', 'name,ip,tags\nweb-1,10.0.0.5,web;rack-3'],
  ['devices', 'Devices', 'id,ip,name\n52:54:00:12:34:56,10.1.0.7,web-1'],
  ['pools', 'Pools', 'id,name,resources\nrack-1,Rack 1,10.0.0.0/28'],
] as const;

type Kind = (typeof KINDS)[number][0];

const NOT_UTF8 = 'The file is not UTF-8. Save it as "CSV UTF-8", and choose it again.';

/** Thousands of lines take their time. */
const PATIENCE_MS = 60_000;

const send = (kind: Kind, text: string, dryRun: boolean): Promise<Result> =>
  api(`POST /import/${kind}`, {
    body: text,
    query: { dry_run: dryRun ? 'true' : 'false' },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });

/** Why the whole file is refused: each fault of its header. */
const faultsIn = (error: unknown): string[] => {
  const faults = fieldErrorsOf(error).map(({ path, message }) => `${path} ${message}`);
  return faults.length > 0 ? faults : [messageOf(error)];
};

interface State {
  result?: Result;
  faults?: readonly string[];
}

const Importer = ({ kind, example }: { kind: Kind; example: string }) => {
  const [text, setText] = useState('');
  const [{ result, faults }, setState] = useState<State>({});
  const change = (csv: string): void => {
    setText(csv);
    setState({});
  };
  const ask = async (csv: string, dryRun: boolean): Promise<void> => {
    try {
      const found = await send(kind, csv, dryRun);
      setState({ result: found });
      if (!dryRun) notify(`It is done: ${resultWords(found)}`);
    } catch (error) {
      setState({ faults: faultsIn(error) });
    }
  };
  const changes = result?.dry_run ? result.created + result.updated : 0;
  return (
    <>
      <section class="card">
        <div class="field">
          <label for="file">A CSV file, as a list gives it</label>
          <input
            id="file"
            type="file"
            accept=".csv,text/csv"
            onChange={async (event) => {
              const file = event.currentTarget.files?.[0];
              if (!file) return;
              const csv = await readCsvFile(file);
              change(csv ?? '');
              if (csv === undefined) setState({ faults: [NOT_UTF8] });
              else await ask(csv, true);
            }}
          />
        </div>
        <div class="field">
          <label for="lines">or its lines</label>
          <textarea
            id="lines"
            rows={6}
            spellcheck={false}
            placeholder={example}
            value={text}
            onInput={(event) => change(event.currentTarget.value)}
          />
          <p class="hint">The first line names the columns. An empty cell leaves things as they are.</p>
        </div>
        <div class="actions">
          <Act look={changes > 0 ? 'plain' : 'main'} disabled={text.trim() === ''} run={() => ask(text, true)}>
            Check
          </Act>
          {changes > 0 && (
            <Act look="main" run={() => ask(text, false)}>
              {`Import ${counted(changes, 'line')}`}
            </Act>
          )}
        </div>
        {faults && (
          <ul class="notice bad" role="alert">
            {faults.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        )}
      </section>
      {result && <Results result={result} />}
      {result && !result.dry_run && (
        <p class="more">
          <a href={href([kind])}>To the {kind}</a>
          <Button onClick={() => change('')}>Import another file</Button>
        </p>
      )}
    </>
  );
};

/** Brings a list in from a spreadsheet. Nothing is changed before one has seen what would be. */
export const ImportView = () => {
  const [kind, , example] = KINDS.find(([each]) => each === route.value.query.kind) ?? KINDS[0];
  return (
    <View title="Import">
      <div class="tools">
        <Choice
          legend="What is imported"
          chosen={kind}
          onChoose={(value) => setQuery({ kind: value })}
          options={KINDS.map(([each, word]) => [each, word] as const)}
        />
      </div>
      <Importer key={kind} kind={kind} example={example} />
    </View>
  );
};
