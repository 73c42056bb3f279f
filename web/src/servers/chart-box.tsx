import { useEffect, useRef } from 'preact/hooks';
import { milliseconds, percent } from '../core/format.ts';
import type { Drawn } from './chart.ts';
import { together } from './history.ts';

const RANGE_WORDS = { hour: 'hour', day: 'day', week: 'week', year: 'year' };

/** The chart in words, for whoever does not see it. */
const inWords = ({ history: { range, pings }, changes }: Drawn): string => {
  const all = together('', pings);
  if (all.sent === 0) return `Nothing was pinged in the last ${RANGE_WORDS[range]}.`;
  return [
    `Ping times of the last ${RANGE_WORDS[range]}:`,
    `${milliseconds(all.average_ms)} on average, ${milliseconds(all.min_ms)} to ${milliseconds(all.max_ms)},`,
    `${percent((all.sent - all.received) / all.sent)} lost, ${changes.length} changes of state.`,
    pings.some(({ maintenance }) => maintenance) ? 'Part of it is a maintenance window.' : '',
  ]
    .join(' ')
    .trim();
};

export const ChartBox = (drawn: Drawn) => {
  const canvas = useRef<HTMLCanvasElement>(null);
  const latest = useRef(drawn);
  latest.current = drawn;
  const chart = useRef<{ update: (drawn: Drawn) => void; destroy: () => void } | undefined>(undefined);

  useEffect(() => {
    let gone = false;
    void import('./chart.ts').then(({ drawChart }) => {
      if (!gone && canvas.current) chart.current = drawChart(canvas.current, latest.current);
    });
    return () => {
      gone = true;
      chart.current?.destroy();
    };
  }, []);

  useEffect(() => {
    chart.current?.update(latest.current);
  });

  return (
    <div class="chart">
      <canvas ref={canvas} role="img" aria-label={inWords(drawn)} />
    </div>
  );
};
