/** Pictures of what the page draws itself, without Plotly: graphs, bars and coloured samples. */
import type { ChartTheme } from '../palette';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 1000;
const MARGIN = 24;
const TITLE = 52;
/** Height of a picture whose samples are stretched over it. */
const STRETCHED = 480;
/** Width for the names of rows. */
const NAMES = 130;
/** Height of the row that says what colours mean. */
const KEYS = 26;
const SCALE = 2;
/** Styles of the page that a drawing needs to look the same without it. */
const STYLES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'opacity',
  'font-size',
  'font-weight',
  'text-anchor',
] as const;

export const DRAWINGS = 'svg.drawing[role="img"], canvas.pixels[role="img"]';

/** The drawing under its title, on the card's colour. */
export function drawingSvg(
  drawing: Element,
  label: string,
  theme: ChartTheme,
): { svg: string; height: number } {
  const { element, height } =
    drawing instanceof HTMLCanvasElement ? samples(drawing, theme) : graph(drawing as SVGSVGElement);
  const keys = keysOf(drawing);
  const total = TITLE + height + MARGIN + (keys.length > 0 ? KEYS : 0);
  const root = create('svg', { xmlns: SVG, width: WIDTH, height: total, viewBox: `0 0 ${WIDTH} ${total}` });
  root.style.fontFamily = getComputedStyle(document.body).fontFamily;
  root.append(
    create('rect', { width: WIDTH, height: total, fill: theme.card }),
    create('text', { x: WIDTH / 2, y: 32, 'text-anchor': 'middle', 'font-size': 15, fill: theme.ink }, label),
    element,
    ...keyRow(keys, total - MARGIN, theme),
  );
  return { svg: new XMLSerializer().serializeToString(root), height: total };
}

/** The same in pixels, twice as fine. */
export async function drawingPng({ svg, height }: { svg: string; height: number }): Promise<Blob> {
  const image = new Image(WIDTH * SCALE, height * SCALE);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH * SCALE;
  canvas.height = height * SCALE;
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the browser made no picture')))),
  );
}

/** A copy with its style written out. */
function graph(drawing: SVGSVGElement): { element: Element; height: number } {
  const { width, height } = drawing.viewBox.baseVal;
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const copies = copy.querySelectorAll<SVGElement>('*');
  drawing.querySelectorAll('*').forEach((original, index) => {
    const style = getComputedStyle(original);
    for (const name of STYLES) copies[index].style.setProperty(name, style.getPropertyValue(name));
    copies[index].removeAttribute('class');
  });
  const tall = ((WIDTH - 2 * MARGIN) * height) / width;
  place(copy, { x: MARGIN, y: TITLE, width: WIDTH - 2 * MARGIN, height: tall });
  for (const name of ['class', 'role', 'aria-label', 'style']) copy.removeAttribute(name);
  return { element: copy, height: tall };
}

/** Samples as a picture in the picture, with the names of their rows where they have any. */
function samples(canvas: HTMLCanvasElement, theme: ChartTheme): { element: Element; height: number } {
  const names = rowNames(canvas);
  const left = MARGIN + (names.length > 0 ? NAMES : 0);
  const width = WIDTH - left - MARGIN;
  const square = canvas.style.aspectRatio !== '';
  const height = square ? (width * canvas.height) / canvas.width : STRETCHED;
  const group = create('g', {});
  const image = create('image', { href: canvas.toDataURL(), preserveAspectRatio: 'none' });
  image.style.setProperty('image-rendering', 'pixelated');
  place(image, { x: left, y: TITLE, width, height });
  group.append(image);
  names.forEach((name, row) => {
    const y = TITLE + ((row + 0.5) * height) / names.length + 4;
    group.append(
      create('text', { x: left - 8, y, 'text-anchor': 'end', 'font-size': 12, fill: theme.mute }, name),
    );
  });
  return { element: group, height };
}

function rowNames(canvas: HTMLCanvasElement): string[] {
  const rows =
    canvas.closest('.states, .drive-map')?.querySelectorAll('ol > li, .drive-layers > button') ?? [];
  return Array.from(rows, (row) => row.textContent ?? '');
}

/** Key of a card's colours. */
function keysOf(drawing: Element): { colour: string; text: string }[] {
  const keys = drawing.closest('.card')?.querySelectorAll('.keys .key') ?? [];
  return Array.from(keys, (key) => {
    const [swatch, line] = [key.querySelector('i'), key.querySelector('line')];
    const colour = swatch
      ? getComputedStyle(swatch).backgroundColor
      : (line?.getAttribute('stroke') ?? 'none');
    return { colour, text: key.textContent?.trim() ?? '' };
  });
}

function keyRow(keys: ReturnType<typeof keysOf>, y: number, theme: ChartTheme): SVGElement[] {
  let x = MARGIN;
  return keys.flatMap(({ colour, text }) => {
    const swatch = { x, y: y - 10, width: 11, height: 11, rx: 2, fill: colour, stroke: theme.line };
    const label = { x: x + 18, y, 'font-size': 12, fill: theme.mute };
    x += 44 + 7 * text.length;
    return [create('rect', swatch), create('text', label, text)];
  });
}

const place = (element: Element, box: Readonly<Record<'x' | 'y' | 'width' | 'height', number>>): void => {
  for (const [name, value] of Object.entries(box)) element.setAttribute(name, String(value));
};

function create(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  text?: string,
): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  if (text !== undefined) element.textContent = text;
  return element;
}
