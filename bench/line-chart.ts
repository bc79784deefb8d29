/** A line of a chart. */
export interface Series {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface LineChart {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly Series[];
}

const width = 720;
const height = 400;
const margin = { left: 70, right: 20, top: 44, bottom: 90 } as const;
const colours = ['#0b6e99', '#c2571a', '#4d7c0f', '#7c3aed', '#a16207'] as const;
const tickCount = 5;

/** Draws the chart as an SVG that reads on light and dark pages; both axes begin at zero. */
export function drawLineChart({ title, xLabel, yLabel, series }: LineChart): string {
  const points = series.flatMap((one) => one.points);
  const xs = ticks(Math.max(0, ...points.map(({ x }) => x)));
  const ys = ticks(Math.max(0, ...points.map(({ y }) => y)));
  const plotWidth = width - margin.left - margin.right;
  const plotHeight = height - margin.top - margin.bottom;
  const toX = (x: number) => margin.left + (x / (xs.at(-1) ?? 1)) * plotWidth;
  const toY = (y: number) => margin.top + plotHeight - (y / (ys.at(-1) ?? 1)) * plotHeight;
  const bottom = margin.top + plotHeight;

  const grid = [
    ...ys.map((y) => line(margin.left, toY(y), width - margin.right, toY(y), '#d4d4d4')),
    ...ys.map((y) => text(margin.left - 8, toY(y) + 4, formatTick(y), 'end')),
    ...xs.map((x) => line(toX(x), bottom, toX(x), bottom + 5, '#525252')),
    ...xs.map((x) => text(toX(x), bottom + 20, formatTick(x), 'middle')),
    line(margin.left, bottom, width - margin.right, bottom, '#525252'),
  ];
  const lines = series.flatMap(({ name, points: own }, index) => {
    const colour = colours[index % colours.length] ?? colours[0];
    const path = own.map(({ x, y }) => `${round(toX(x))},${round(toY(y))}`).join(' ');
    const legendX = margin.left + index * 200;
    return [
      `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      ...own.map(
        ({ x, y }) => `<circle cx="${round(toX(x))}" cy="${round(toY(y))}" r="3.5" fill="${colour}"/>`,
      ),
      `<rect x="${legendX}" y="${height - 26}" width="14" height="4" fill="${colour}"/>`,
      text(legendX + 20, height - 20, name, 'start'),
    ];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" ` +
      `aria-label="${escape(title)}" font-family="system-ui, sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text x="${margin.left}" y="24" font-size="15" font-weight="600" fill="#171717">${escape(title)}</text>`,
    ...grid,
    text(margin.left + plotWidth / 2, bottom + 42, xLabel, 'middle'),
    `<text transform="translate(18 ${margin.top + plotHeight / 2}) rotate(-90)" text-anchor="middle" ` +
      `fill="#404040">${escape(yLabel)}</text>`,
    ...lines,
    '</svg>',
    '',
  ].join('\n');
}

/** From zero in steps of 1, 2 or 5 times a power of ten, to the most or just above. */
function ticks(most: number): number[] {
  if (most <= 0) return [0, 1];
  const rough = most / tickCount;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, index) => index * step);
}

function line(x1: number, y1: number, x2: number, y2: number, colour: string): string {
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="${colour}"/>`;
}

function text(x: number, y: number, content: string, anchor: 'start' | 'middle' | 'end'): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" fill="#404040">${escape(content)}</text>`;
}

const formatTick = (value: number) => String(Number(value.toPrecision(6)));
const round = (value: number) => Math.round(value * 10) / 10;
const escape = (content: string) =>
  content.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
