/** Scalars as WGSL: what the results rest on, and nothing else. */
import { BINARY_TEXT, literal, UNARY_TEXT } from '../compile/scalar';
import { needed, type Result } from './needed';
import type { Block, Index, Loop, Range, Scalar } from './values';

/** Deeper expressions are cut: compilers bound how far they nest. */
const DEEPEST = 40;

/** How tightly a text holds together: a sum, a product, one thing. */
type Tightness = 0 | 1 | 2;

interface Text {
  readonly text: string;
  readonly tightness: Tightness;
  readonly depth: number;
}

/** How a text is to be written. */
export interface Style {
  /** Whether what is read of buffers at fixed places is read once, and has a name; else it is read at every use. */
  readonly named: boolean;
  /**
   * Whether sines that follow one another are computed in a loop: less to compile (on SwiftShader 54 of them take more time than
   * all else of a network of 496 parameters), a little more to run.
   */
  readonly gathered?: boolean;
}

export interface StraightText {
  /** Arrays of the program, to be declared before its statements. */
  readonly declarations: readonly string[];
  /** Statements of a block, loops within it included; blocks in order, outer ones first. */
  statements(block: Block): readonly string[];
  /** Of a result, after the statements of its block. */
  text(scalar: Scalar): string;
}

export const straightText = (results: readonly Result[], style: Style): StraightText =>
  new Writer(results, style);

/** Fewer sines in a row are not worth a loop. */
const LEAST_GATHERED = 4;

class Writer implements StraightText {
  readonly #needed: ReturnType<typeof needed>;
  readonly #style: Style;
  readonly #texts = new Map<Scalar, Text>();
  readonly #arrays: string[] = [];

  constructor(results: readonly Result[], style: Style) {
    this.#needed = needed(results);
    this.#style = style;
  }

  get declarations(): readonly string[] {
    const kept = [...this.#needed.ranges].flatMap(({ id, from }) => {
      if (from.kind === 'buffer') return [];
      const size = from.kind === 'kept' ? from.loop.steps : from.values.length;
      return [`var kept${id} : array<f32, ${size}>;`];
    });
    return [...kept, ...this.#arrays];
  }

  text(scalar: Scalar): string {
    return this.#textOf(scalar).text;
  }

  statements(block: Block): readonly string[] {
    const lines: string[] = [];
    let sines: Named[] = [];
    const end = () => {
      lines.push(...this.#sines(sines));
      sines = [];
    };
    for (const item of block.items) {
      if (item.kind === 'loop' || item.kind === 'range') {
        end();
        lines.push(...(item.kind === 'loop' ? this.#loop(item) : this.#list(item)));
        continue;
      }
      if (!this.#needed.scalars.has(item)) continue;
      const { text: name } = this.#textOf(item);
      if (!this.#isNamed(item)) continue;
      if (this.#style.gathered && item.kind === 'unary' && item.name === 'sinCos') {
        const { text } = this.#textOf(item.x);
        if (sines.some((other) => mentions(text, other.name))) end();
        sines.push({ name, text });
        continue;
      }
      const { text } = this.#plain(item);
      if (sines.some((other) => mentions(text, other.name))) end();
      lines.push(`let ${name} = ${text};`);
    }
    end();
    return lines;
  }

  /** Sine and cosine of each text. */
  #sines(all: readonly Named[]): readonly string[] {
    if (all.length < LEAST_GATHERED) return all.map(({ name, text }) => `let ${name} = sinCos(${text});`);
    const id = this.#arrays.length;
    this.#arrays.push(`var waves${id} : array<vec2f, ${all.length}>;`);
    return [
      ...all.map(({ text }, index) => `waves${id}[${index}u].x = ${text};`),
      `for (var i = 0u; i < ${all.length}u; i++) { waves${id}[i] = sinCos(waves${id}[i].x); }`,
      ...all.map(({ name }, index) => `let ${name} = waves${id}[${index}u];`),
    ];
  }

  #loop(loop: Loop): readonly string[] {
    const places = this.#needed.loops.get(loop);
    if (!places) return [];
    const { id, steps, backwards, body, initial, next, kept } = loop;
    const name = (place: number) => `c${id}_${place}`;
    const carried = [...places];
    // What is carried from one place to another is read before any of it changes.
    const passed = carried.filter((place) => next[place].kind === 'carried' && next[place].loop === loop);
    const ofNext = (place: number) => (passed.includes(place) ? `n${id}_${place}` : this.text(next[place]));
    const inner = this.statements(body);
    return [
      ...carried.map((place) => `var ${name(place)} = ${this.text(initial[place])};`),
      `for (var at${id} = 0u; at${id} < ${steps}u; at${id}++) {`,
      `let t${id} = ${backwards ? `${steps - 1}u - at${id}` : `at${id}`};`,
      ...inner,
      ...kept.flatMap((range) => {
        const { from } = range;
        return this.#needed.ranges.has(range) && from.kind === 'kept'
          ? [`kept${range.id}[t${id}] = ${this.text(from.value)};`]
          : [];
      }),
      ...passed.map((place) => `let n${id}_${place} = ${this.text(next[place])};`),
      ...carried.map((place) => `${name(place)} = ${ofNext(place)};`),
      '}',
    ];
  }

  #list(range: Range): readonly string[] {
    const { id, from } = range;
    if (from.kind !== 'listed' || !this.#needed.ranges.has(range)) return [];
    return from.values.map((value, index) => `kept${id}[${index}u] = ${this.text(value)};`);
  }

  /** Whether a statement of its own computes it. */
  #isNamed(scalar: Scalar): boolean {
    switch (scalar.kind) {
      case 'number':
      case 'part':
      case 'carried':
      case 'left':
        return false;
      case 'load':
        if (scalar.range.from.kind === 'buffer' && scalar.index.strides.size === 0) return this.#style.named;
        break;
      case 'unary':
        if (scalar.name === 'sinCos') return true;
    }
    const { count, elsewhere } = this.#needed.scalars.get(scalar)!;
    return count > 1 || elsewhere || this.#plain(scalar).depth > DEEPEST;
  }

  #textOf(scalar: Scalar): Text {
    let known = this.#texts.get(scalar);
    if (!known) {
      known = this.#isNamed(scalar) ? atom(`v${scalar.id}`) : this.#plain(scalar);
      this.#texts.set(scalar, known);
    }
    return known;
  }

  #plain(scalar: Scalar): Text {
    switch (scalar.kind) {
      case 'number':
        return atom(scalar.value < 0 ? `(${literal(scalar.value)})` : literal(scalar.value));
      case 'load':
        return atom(entryText(scalar.range, scalar.index));
      case 'carried':
      case 'left':
        return atom(`c${scalar.loop.id}_${scalar.place}`);
      case 'part':
        return atom(`${this.text(scalar.x)}.${scalar.part}`);
      case 'unary': {
        const { text, depth } = this.#textOf(scalar.x);
        const whole = scalar.name === 'sinCos' ? `sinCos(${text})` : UNARY_TEXT[scalar.name](text);
        return { text: whole, tightness: 2, depth: depth + 1 };
      }
      case 'binary': {
        const { name, x, y } = scalar;
        const tightness = TIGHTNESS[name] ?? 2;
        const left = this.#within(x, tightness);
        const right = this.#within(y, Math.min(2, tightness + 1) as Tightness);
        const depth = Math.max(left.depth, right.depth) + 1;
        return { text: BINARY_TEXT[name](left.text, right.text), tightness, depth };
      }
    }
  }

  /** A side of an operation: what holds together less tightly is put into brackets. */
  #within(scalar: Scalar, tightness: Tightness): Text {
    const own = this.#textOf(scalar);
    return own.tightness < tightness ? { ...own, text: `(${own.text})` } : own;
  }
}

/** A text and the name of what it gives. */
interface Named {
  readonly name: string;
  readonly text: string;
}

const mentions = (text: string, name: string): boolean => new RegExp(`\\b${name}\\b`).test(text);

const TIGHTNESS: Readonly<Record<string, Tightness | undefined>> = { add: 0, sub: 0, mul: 1, div: 1 };

const atom = (text: string): Text => ({ text, tightness: 2, depth: 0 });

function entryText({ id, from }: Range, { first, strides }: Index): string {
  const moving = [...strides].map(([loop, stride]) => {
    const turn = `t${loop.id}`;
    if (stride === 1) return `+ ${turn}`;
    return stride < 0 ? `- ${turn} * ${-stride}u` : `+ ${turn} * ${stride}u`;
  });
  const index = [`${first}u`, ...moving].join(' ');
  return from.kind === 'buffer' ? from.entry(index) : `kept${id}[${index}]`;
}
