/** Scalars as WGSL: what the results rest on, and nothing else. */
import { BINARY_TEXT, literal, UNARY_TEXT } from '../compile/scalar';
import type { UnaryName } from '../expression';
import { needed, type Result } from './needed';
import { type Block, type Index, type Loop, type Range, type Scalar, TooLargeError } from './values';

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
   * Whether functions that are long texts, such as sines, are computed in a loop where several follow one another: less to compile
   * (on SwiftShader 54 sines take more time than all else of a network of 496 parameters), a little more to run.
   */
  readonly gathered?: boolean;
  /** Text of an entry of the thread's own memory, where it has one for what loops keep; else arrays are declared. */
  readonly scratch?: (index: string) => string;
  /** Values that may be computed; default `MOST_VALUES`. */
  readonly most?: number;
}

/** Floats of the arrays that a function may declare (WGSL, section 2.4: 8,192 bytes). */
const MOST_DECLARED = 2_048;

export interface StraightText {
  /** Floats of a thread's own memory. */
  readonly scratch: number;
  /** Arrays of the program, to be declared before its statements. */
  readonly declarations: readonly string[];
  /** Statements of a block, loops within it included; blocks in order, outer ones first. */
  statements(block: Block): readonly string[];
  /** Of a result, after the statements of its block. */
  text(scalar: Scalar): string;
}

export const straightText = (results: readonly Result[], style: Style): StraightText =>
  new Writer(results, style);

/** Functions that are gathered, and the type of what they give. */
const GATHERED: Readonly<Partial<Record<UnaryName | 'sinCos', 'f32' | 'vec2f'>>> = {
  sinCos: 'vec2f',
  tanh: 'f32',
  sigmoid: 'f32',
  softplus: 'f32',
};

/** Fewer in a row are not worth a loop. */
const LEAST_GATHERED = 4;

const callText = (name: UnaryName | 'sinCos', x: string): string =>
  name === 'sinCos' ? `sinCos(${x})` : UNARY_TEXT[name](x);

class Writer implements StraightText {
  readonly #needed: ReturnType<typeof needed>;
  readonly #style: Style;
  readonly #texts = new Map<Scalar, Text>();
  readonly #arrays: string[] = [];
  /** Where what loops keep lies in the thread's memory. */
  readonly #places = new Map<Range, { readonly start: number; readonly size: number }>();
  #kept = 0;

  constructor(results: readonly Result[], style: Style) {
    this.#needed = needed(results);
    this.#style = style;
    for (const range of this.#needed.ranges) {
      const { from } = range;
      if (from.kind === 'buffer') continue;
      const size = from.kind === 'kept' ? from.loop.steps : from.values.length;
      this.#places.set(range, { start: this.#kept, size });
      this.#kept += size;
    }
    if (!style.scratch && this.#kept > MOST_DECLARED) {
      throw new TooLargeError(`${this.#kept} numbers are too many for a thread to keep`);
    }
  }

  get scratch(): number {
    return this.#kept;
  }

  get declarations(): readonly string[] {
    if (this.#style.scratch) return this.#arrays;
    return [
      ...[...this.#places].map(([{ id }, { size }]) => `var kept${id} : array<f32, ${size}>;`),
      ...this.#arrays,
    ];
  }

  text(scalar: Scalar): string {
    return this.#textOf(scalar).text;
  }

  statements(block: Block): readonly string[] {
    const lines: string[] = [];
    let row: Call[] = [];
    const end = () => {
      lines.push(...this.#calls(row));
      row = [];
    };
    const add = (name: string, text: string, call?: UnaryName | 'sinCos') => {
      const other = row.length > 0 && row[0].call !== call;
      if (row.some((earlier) => mentions(text, earlier.name)) || (call && other)) end();
      if (call) row.push({ name, text, call });
      else lines.push(`let ${name} = ${text};`);
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
      if (this.#style.gathered && item.kind === 'unary' && GATHERED[item.name]) {
        add(name, this.#textOf(item.x).text, item.name);
      } else add(name, this.#plain(item).text);
    }
    end();
    return lines;
  }

  /** Calls of one function. */
  #calls(row: readonly Call[]): readonly string[] {
    if (row.length < LEAST_GATHERED) {
      return row.map(({ name, text, call }) => `let ${name} = ${callText(call, text)};`);
    }
    const { call } = row[0];
    const array = `row${this.#arrays.length}`;
    this.#arrays.push(`var ${array} : array<${GATHERED[call]}, ${row.length}>;`);
    const part = call === 'sinCos' ? '.x' : '';
    return [
      ...row.map(({ text }, index) => `${array}[${index}u]${part} = ${text};`),
      `for (var i = 0u; i < ${row.length}u; i++) { ${array}[i] = ${callText(call, `${array}[i]${part}`)}; }`,
      ...row.map(({ name }, index) => `let ${name} = ${array}[${index}u];`),
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
          ? [`${this.#keptText(range, `t${id}`)} = ${this.text(from.value)};`]
          : [];
      }),
      ...passed.map((place) => `let n${id}_${place} = ${this.text(next[place])};`),
      ...carried.map((place) => `${name(place)} = ${ofNext(place)};`),
      '}',
    ];
  }

  #list(range: Range): readonly string[] {
    const { from } = range;
    if (from.kind !== 'listed' || !this.#needed.ranges.has(range)) return [];
    return from.values.map((value, index) => `${this.#keptText(range, `${index}u`)} = ${this.text(value)};`);
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
        return atom(this.#entryText(scalar.range, scalar.index));
      case 'carried':
      case 'left':
        return atom(`c${scalar.loop.id}_${scalar.place}`);
      case 'part':
        return atom(`${this.text(scalar.x)}.${scalar.part}`);
      case 'unary': {
        const { text, depth } = this.#textOf(scalar.x);
        return { text: callText(scalar.name, text), tightness: 2, depth: depth + 1 };
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

  #entryText(range: Range, { first, strides }: Index): string {
    const moving = [...strides].map(([{ id }, { by, every }]) => {
      const turn = every === 1 ? `t${id}` : `t${id} / ${every}u`;
      if (by === 1) return `+ ${turn}`;
      return `${by < 0 ? '-' : '+'} ${turn} * ${Math.abs(by)}u`;
    });
    const index = [`${first}u`, ...moving].join(' ');
    return range.from.kind === 'buffer' ? range.from.entry(index) : this.#keptText(range, index);
  }

  #keptText(range: Range, index: string): string {
    const { scratch } = this.#style;
    return scratch ? scratch(`${this.#places.get(range)!.start}u + ${index}`) : `kept${range.id}[${index}]`;
  }

  /** A side of an operation: what holds together less tightly is put into brackets. */
  #within(scalar: Scalar, tightness: Tightness): Text {
    const own = this.#textOf(scalar);
    return own.tightness < tightness ? { ...own, text: `(${own.text})` } : own;
  }
}

/** A call of a function, by the text of its argument, and the name of what it gives. */
interface Call {
  readonly name: string;
  readonly text: string;
  readonly call: UnaryName | 'sinCos';
}

const mentions = (text: string, name: string): boolean => new RegExp(`\\b${name}\\b`).test(text);

const TIGHTNESS: Readonly<Record<string, Tightness | undefined>> = { add: 0, sub: 0, mul: 1, div: 1 };

const atom = (text: string): Text => ({ text, tightness: 2, depth: 0 });
