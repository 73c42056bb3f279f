import { Maintenance } from './maintenance.tsx';
import { type Chosen, OperateServers } from './operate.tsx';
import { TagServers } from './tag.tsx';

/** What can be done to many servers. */
export const OPERATIONS = [
  ['pause', 'Pause'],
  ['resume', 'Resume'],
  ['tag', 'Tag'],
  ['maintenance', 'Maintenance'],
  ['delete', 'Delete'],
] as const;

export type OperationName = (typeof OPERATIONS)[number][0];

/** The dialog of what is to be done to those that are chosen. */
export const Operation = (asked: {
  operation: OperationName;
  chosen: Chosen | undefined;
  onClose: (begun: boolean) => void;
}) => {
  const { operation, chosen, onClose } = asked;
  if (operation === 'maintenance') return <Maintenance chosen={chosen} onClose={onClose} />;
  if (chosen === undefined) return null;
  if (operation === 'tag') return <TagServers chosen={chosen} onClose={onClose} />;
  return <OperateServers operation={operation} chosen={chosen} onClose={onClose} />;
};
