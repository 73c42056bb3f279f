import {
  Chart,
  type ChartDataset,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  type Plugin,
  PointElement,
  Tooltip,
} from 'chart.js';
import { dateTime, milliseconds } from '../core/format.ts';
import type { Change } from '../core/model.ts';
import { type Point, pointsOf, RANGES } from './history.ts';
import type { History } from './load.ts';
import { tickLabel, timeTicks } from './time-ticks.ts';

Chart.register(LineController, LineElement, PointElement, LinearScale, Filler, Tooltip);

export interface Drawn {
  history: History;
  changes: readonly Change[];
}

/** Partial losses are marks at the foot, however few records there are. */
const MARK_PX = 5;
/** A maintenance window is a shade with a foot. */
const MAINTENANCE_PX = 3;

type LineChart = Chart<'line', { x: number; y: number | null }[]>;

const colours = () => {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  return {
    line: of('--accent'),
    band: of('--chart-band'),
    grid: of('--line'),
    text: of('--text-2'),
    bad: of('--bad'),
    warn: of('--warn'),
    good: of('--good'),
    surface: of('--surface'),
  };
};

/** Draws what a line cannot say: losses as bars from below, and changes of state as marked moments. */
const marks = (
  drawn: () => { points: readonly Point[]; changes: readonly Change[]; stepMs: number },
): Plugin<'line'> => ({
  id: 'marks',
  beforeDatasetsDraw: ({ ctx, chartArea, scales: { x } }) => {
    if (!x || !chartArea) return;
    const { points, changes, stepMs } = drawn();
    const { bad, warn, good, text } = colours();
    const { top, bottom, left, right } = chartArea;
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, top, right - left, bottom - top);
    ctx.clip();
    const width = Math.max(2, x.getPixelForValue(x.min + stepMs) - x.getPixelForValue(x.min));
    ctx.fillStyle = text;
    for (const { x: time, maintenance } of points) {
      if (!maintenance) continue;
      const begin = Math.floor(x.getPixelForValue(time) - width / 2);
      const end = Math.ceil(x.getPixelForValue(time) + width / 2);
      ctx.globalAlpha = 0.14;
      ctx.fillRect(begin, top, end - begin, bottom - top);
      ctx.globalAlpha = 1;
      ctx.fillRect(begin, bottom - MAINTENANCE_PX, end - begin, MAINTENANCE_PX);
    }
    for (const { x: time, sent, received } of points) {
      if (sent === received) continue;
      const all = received === 0;
      const share = (sent - received) / sent;
      const height = all ? bottom - top : Math.max(4, share * 0.25 * (bottom - top));
      ctx.globalAlpha = all ? 0.2 : 0.75;
      ctx.fillStyle = all ? bad : warn;
      const thick = all ? width : Math.min(width, MARK_PX);
      ctx.fillRect(x.getPixelForValue(time) - thick / 2, bottom - height, thick, height);
    }
    ctx.globalAlpha = 1;
    for (const { at, to } of changes) {
      const place = Math.round(x.getPixelForValue(Date.parse(at))) + 0.5;
      if (place < left || place > right) continue;
      const up = to === 'UP';
      ctx.strokeStyle = ctx.fillStyle = up ? good : bad;
      ctx.setLineDash([4, 4]);
      ctx.beginPath();
      ctx.moveTo(place, top + 10);
      ctx.lineTo(place, bottom);
      ctx.stroke();
      ctx.setLineDash([]);
      ctx.beginPath();
      // A triangle that points where the server went.
      ctx.moveTo(place - 5, top + (up ? 9 : 1));
      ctx.lineTo(place + 5, top + (up ? 9 : 1));
      ctx.lineTo(place, top + (up ? 1 : 9));
      ctx.fill();
    }
    ctx.restore();
  },
});

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
