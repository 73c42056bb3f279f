import type { Plugin } from 'chart.js';
import type { Change } from '../core/model.ts';
import type { Point } from './history.ts';

/** Partial losses are marks at the foot, however few records there are. */
const MARK_PX = 5;
/** A maintenance window is a shade with a foot. */
const MAINTENANCE_PX = 3;

/** The colours of the page as it looks now. */
export const colours = () => {
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
export const marks = (
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
