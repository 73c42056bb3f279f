import { Badge, type Tone } from '../components/badge.tsx';
import type { Server } from '../core/model.ts';

export type Shown = Server['status'] | 'PAUSED';

/** A paused server's state is what it was; that it is paused says more. */
const shownState = ({ status, paused }: Pick<Server, 'status' | 'paused'>): Shown => (paused ? 'PAUSED' : status);

export const STATES: Record<Shown, { tone: Tone; word: string }> = {
  UP: { tone: 'good', word: 'Up' },
  DOWN: { tone: 'bad', word: 'Down' },
  UNKNOWN: { tone: 'idle', word: 'Unknown' },
  PAUSED: { tone: 'warn', word: 'Paused' },
};

export const ServerState = ({ server }: { server: Pick<Server, 'status' | 'paused'> }) => {
  const { tone, word } = STATES[shownState(server)];
  return <Badge tone={tone}>{word}</Badge>;
};
