import { Act } from '../components/button.tsx';
import { type AskCsv, wholeCsv } from './csv.ts';

const download = (name: string, text: string): void => {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
};

interface Props {
  /** What the file is called, without its ending. */
  name: string;
  /** Asks for a page of what the list shows. */
  ask: AskCsv;
}

/** Gives a list as a file for spreadsheets: all of it, not only what is loaded. */
export const CsvButton = ({ name, ask }: Props) => (
  <Act label={`Download ${name} as CSV`} run={async () => download(`${name}.csv`, await wholeCsv(ask))}>
    CSV
  </Act>
);
