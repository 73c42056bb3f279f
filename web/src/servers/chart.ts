import {
  Chart,
  type ChartDataset,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from 'chart.js';
import { dateTime, milliseconds } from '../core/format.ts';
import type { Change } from '../core/model.ts';
import { colours, marks } from './chart-marks.ts';
import { type Point, pointsOf, RANGES } from './history.ts';
import type { History } from './load.ts';
import { tickLabel, timeTicks } from './time-ticks.ts';

Chart.register(LineController, LineElement, PointElement, LinearScale, Filler, Tooltip);

export interface Drawn {
  history: History;
  changes: readonly Change[];
}

type LineChart = Chart<'line', { x: number; y: number | null }[]>;

const lossWords = ({ sent, received }: Point): string =>
  sent === received ? `all ${sent} answered` : `${sent - received} of ${sent} lost`;

/** A chart on a canvas that can be told what to show, again and again. */
export const drawChart = (canvas: HTMLCanvasElement, first: Drawn) => {
  let points: Point[] = [];
  let shown = first;

  const dataset = (of: 'average' | 'min' | 'max'): { x: number; y: number | null }[] =>
    points.map(({ x, [of]: y }) => ({ x, y }));

  const datasets = (): ChartDataset<'line', { x: number; y: number | null }[]>[] => {
    const { line, band } = colours();
    const edge = { borderWidth: 0, pointRadius: 0, pointHitRadius: 0, pointHoverRadius: 0 };
    // A single record between two gaps is no line; it is seen as a point.
    const pointRadius = points.map(({ average }, i) =>
      average !== null && (points[i - 1]?.average ?? null) === null && (points[i + 1]?.average ?? null) === null
        ? 2
        : 0,
    );
    return [
      { data: dataset('max'), ...edge, fill: '+1', backgroundColor: band },
      { data: dataset('min'), ...edge },
      {
        data: dataset('average'),
        borderColor: line,
        backgroundColor: line,
        borderWidth: 1.75,
        pointRadius,
        pointHoverRadius: 4,
      },
    ];
  };

  const spanMs = (): number => shown.history.to - shown.history.from;

  const options = () => {
    const { grid, text } = colours();
    const font = { family: getComputedStyle(document.body).fontFamily, size: 12 };
    return {
      animation: false as const,
      responsive: true,
      maintainAspectRatio: false,
      parsing: false as const,
      spanGaps: false,
      interaction: { mode: 'nearest' as const, axis: 'x' as const, intersect: false },
      scales: {
        x: {
          type: 'linear' as const,
          min: shown.history.from,
          max: shown.history.to,
          grid: { color: grid },
          border: { color: grid },
          ticks: {
            color: text,
            font,
            maxRotation: 0,
            callback: (value: number | string) => tickLabel(Number(value), spanMs()),
          },
          afterBuildTicks: (axis: { width: number; ticks: { value: number }[] }) => {
            const most = Math.max(2, Math.floor((axis.width || 600) / 80));
            axis.ticks = timeTicks(shown.history.from, shown.history.to, most).map((value) => ({ value }));
          },
        },
        y: {
          beginAtZero: true,
          grid: { color: grid },
          border: { display: false },
          ticks: { color: text, font, maxTicksLimit: 6, callback: (value: number | string) => `${value} ms` },
        },
      },
      plugins: {
        tooltip: {
          displayColors: false,
          filter: ({ datasetIndex }: { datasetIndex: number }) => datasetIndex === 2,
          callbacks: {
            title: ([item]: { parsed: { x: number | null } }[]) => dateTime(item?.parsed.x),
            label: ({ dataIndex }: { dataIndex: number }) => {
              const point = points[dataIndex];
              if (point === undefined) return '';
              const times = [
                `average ${milliseconds(point.average)}`,
                `${milliseconds(point.min)} to ${milliseconds(point.max)}`,
              ];
              return point.average === null ? lossWords(point) : [...times, lossWords(point)];
            },
          },
        },
      },
    };
  };

  const read = (drawn: Drawn): void => {
    shown = drawn;
    points = pointsOf(drawn.history.pings, RANGES[drawn.history.range].grainMs);
  };

  read(first);
  const chart: LineChart = new Chart(canvas, {
    type: 'line',
    data: { datasets: datasets() },
    options: options(),
    plugins: [marks(() => ({ points, changes: shown.changes, stepMs: RANGES[shown.history.range].grainMs }))],
  });

  const update = (drawn: Drawn): void => {
    read(drawn);
    chart.data.datasets = datasets();
    chart.options = options();
    chart.update('none');
  };
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  const repaint = (): void => update(shown);
  scheme.addEventListener('change', repaint);

  return {
    update,
    destroy: () => {
      scheme.removeEventListener('change', repaint);
      chart.destroy();
    },
  };
};
