import { useRef, useState } from 'preact/hooks';
import { type FieldError, fieldErrorsOf, messageOf, statusOf } from './failure.ts';

type Values = Record<string, string>;

interface Options<V extends Values> {
  /** Which paths of the API's errors belong to a field, where they are not just its name. */
  paths?: Partial<Record<keyof V & string, readonly string[]>>;
  /** The field that a refusal without a path belongs to, by status: a taken name is 409. */
  at?: Readonly<Record<number, keyof V & string>>;
}

export interface Form<V extends Values> {
  values: V;
  set: (name: keyof V & string, value: string) => void;
  /** What is wrong with a field, in the API's words. */
  errorOf: (name: keyof V & string) => string | undefined;
  /** What is wrong with the whole. */
  error: string | undefined;
  busy: boolean;
  submit: (event: Event) => void;
}

type Faults = { fields: Values; whole: string | undefined };
const NONE: Faults = { fields: {}, whole: undefined };

const belongs = (path: string, prefixes: readonly string[]): boolean =>
  prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}.`));

/** An entry of a list is named: `resources.1` is the second. */
const said = ({ path, message }: FieldError): string => {
  const entry = /\.(\d+)$/.exec(path)?.[1];
  return entry === undefined ? message : `Entry ${Number(entry) + 1} ${message}`;
};

/** Puts each of the API's errors at the field that it belongs to; what belongs to none is about the whole. */
export const faultsOf = <V extends Values>(
  error: unknown,
  names: readonly (keyof V & string)[],
  { paths = {}, at = {} }: Options<V>,
): Faults => {
  const whole: string[] = [];
  const fields: Values = {};
  for (const fault of fieldErrorsOf(error)) {
    const name = names.find((candidate) => belongs(fault.path, paths[candidate] ?? [candidate]));
    if (name === undefined) whole.push(fault.path ? `${fault.path}: ${fault.message}` : fault.message);
    else fields[name] = fields[name] ? `${fields[name]}; ${said(fault)}` : said(fault);
  }
  if (Object.keys(fields).length > 0 || whole.length > 0)
    return { fields, whole: whole.length > 0 ? whole.join('; ') : undefined };
  const name = at[statusOf(error)];
  return name === undefined
    ? { fields: {}, whole: messageOf(error) }
    : { fields: { [name]: messageOf(error) }, whole: undefined };
};

/** The state of a form whose faults are found by the API, not by rules of its own. */
export const useForm = <V extends Values>(
  initial: V,
  send: (values: V) => Promise<void>,
  options: Options<V> = {},
): Form<V> => {
  const [values, setValues] = useState(initial);
  const [faults, setFaults] = useState(NONE);
  const [busy, setBusy] = useState(false);
  const sending = useRef(false);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (sending.current) return;
    sending.current = true;
    setBusy(true);
    const form = event.currentTarget as HTMLFormElement;
    try {
      await send(values);
      setFaults(NONE);
    } catch (error) {
      setFaults(faultsOf<V>(error, Object.keys(initial), options));
      // The first field that is wrong, once it is drawn as such.
      requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
    } finally {
      sending.current = false;
      setBusy(false);
    }
  };

  return {
    values,
    set: (name, value) => setValues((before) => ({ ...before, [name]: value })),
    errorOf: (name) => faults.fields[name],
    error: faults.whole,
    busy,
    submit: (event) => void submit(event),
  };
};
