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

export interface StraightText {
  /** Arrays of the program, to be declared before its statements. */
  readonly declarations: readonly string[];
  /** Statements of a block, loops within it included; blocks in order, outer ones first. */
  statements(block: Block): readonly string[];
  /** Of a result, after the statements of its block. */
  text(scalar: Scalar): string;
}

/** `named`: whether what is read of buffers at fixed places is read once, and has a name; else it is read at every use. */
export const straightText = (results: readonly Result[], named: boolean): StraightText =>
  new Writer(results, named);

class Writer implements StraightText {
  readonly #needed: ReturnType<typeof needed>;
  readonly #named: boolean;
  readonly #texts = new Map<Scalar, Text>();

  constructor(results: readonly Result[], named: boolean) {
    this.#needed = needed(results);
    this.#named = named;
  }

  get declarations(): readonly string[] {
    return [...this.#needed.ranges].flatMap(({ id, from }) => {
      if (from.kind === 'buffer') return [];
      const size = from.kind === 'kept' ? from.loop.steps : from.values.length;
      return [`var kept${id} : array<f32, ${size}>;`];
    });
  }

  text(scalar: Scalar): string {
    return this.#textOf(scalar).text;
  }

  statements(block: Block): readonly string[] {
    return block.items.flatMap((item): readonly string[] => {
      if (item.kind === 'loop') return this.#loop(item);
      if (item.kind === 'range') return this.#list(item);
      if (!this.#needed.scalars.has(item)) return [];
      const text = this.#textOf(item);
      return this.#isNamed(item) ? [`let ${text.text} = ${this.#plain(item).text};`] : [];
    });
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
        if (scalar.range.from.kind === 'buffer' && scalar.index.strides.size === 0) return this.#named;
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
