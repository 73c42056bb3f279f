import { useEffect, useRef, useState } from 'preact/hooks';
import { serverNow } from '../core/clock.ts';
import { milliseconds } from '../core/format.ts';
import type { Ping } from '../core/model.ts';
import { pointsOf } from './history.ts';
import { loadLastHour } from './load.ts';

const WIDTH = 132;
const HEIGHT = 28;
const PAD = 3;
const HOUR = 3_600_000;
const EVERY_MS = 60_000;

/** So many at a time: a list of hundreds must not ask for all at once. */
const WIDE = 4;
let running = 0;
const waiting: (() => void)[] = [];

const inTurn = async <T,>(work: () => Promise<T>): Promise<T> => {
  if (running >= WIDE) await new Promise<void>((go) => waiting.push(go));
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
};

/** A line of an hour as an SVG path, broken where there was no answer. */
const sparkPath = (points: readonly { x: number; average: number | null }[], toMs: number): string => {
  const most = Math.max(...points.map(({ average }) => average ?? 0), Number.MIN_VALUE);
  let pen = 'M';
  return points
    .map(({ x, average }) => {
      if (average === null) {
        pen = 'M';
        return '';
      }
      const left = PAD + ((x - (toMs - HOUR)) / HOUR) * (WIDTH - 2 * PAD);
      const top = HEIGHT - PAD - (average / most) * (HEIGHT - 2 * PAD);
      const step = `${pen}${left.toFixed(1)} ${top.toFixed(1)}`;
      // A dot where there is no line to it or from it.
      const dot = pen === 'M' ? 'h.1' : '';
      pen = 'L';
      return step + dot;
    })
    .join('');
};

/** The last hour of a server in little, drawn when it is looked at. */
export const Spark = ({ name }: { name: string }) => {
  const box = useRef<HTMLDivElement>(null);
  const [pings, setPings] = useState<Ping[]>();
  useEffect(() => {
    let seen = false;
    let gone = false;
    const load = async (): Promise<void> => {
      if (!seen || document.hidden) return;
      const found = await inTurn(() => (gone ? Promise.resolve(undefined) : loadLastHour(name))).catch(() => undefined);
      if (found && !gone) setPings(found);
    };
    const watcher = new IntersectionObserver(([entry]) => {
      const first = !seen;
      seen = entry?.isIntersecting ?? false;
      if (seen && first) void load();
    });
    if (box.current) watcher.observe(box.current);
    const timer = setInterval(() => void load(), EVERY_MS);
    return () => {
      gone = true;
      watcher.disconnect();
      clearInterval(timer);
    };
  }, [name]);

  return (
    <div class="spark" ref={box}>
      {pings && pings.length > 0 && <SparkLine pings={pings} />}
    </div>
  );
};

const SparkLine = ({ pings }: { pings: readonly Ping[] }) => {
  const to = serverNow();
  const points = pointsOf(pings, 60_000);
  const known = points.flatMap(({ average }) => average ?? []);
  const lost = points.filter(({ sent, received }) => sent > 0 && received === 0);
  const label =
    known.length > 0
      ? `Last hour: ${milliseconds(Math.min(...known))} to ${milliseconds(Math.max(...known))}`
      : 'Last hour: no answer';
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
      {lost.map(({ x }) => (
        <rect
          key={x}
          class="spark-lost"
          x={PAD + ((x - (to - HOUR)) / HOUR) * (WIDTH - 2 * PAD) - 1}
          y={PAD}
          width={2}
          height={HEIGHT - 2 * PAD}
        />
      ))}
      <path class="spark-line" d={sparkPath(points, to)} />
    </svg>
  );
};
