/** Where tensors lie: buffers, and a kernel's table of places. */
import type { Node } from '../graph';
import type { View } from './view';

/** What kernels read and write; `f32`, lanes one after another but of `constants`, which all lanes share. */
export type BufferName = 'params' | 'constants' | 'arena' | 'grads' | 'loss' | 'metric';

/** Which turn of every loop is meant, by the loop. */
export type Turns = ReadonlyMap<object, number>;

/** A tensor's first entry within a lane. */
export interface Place {
  readonly buffer: BufferName;
  readonly offset: (turns: Turns) => number;
}

export const fixed = (buffer: BufferName, offset: number): Place => ({ buffer, offset: () => offset });

/** Written by kernels; the others are read only. */
export const isWritten = (buffer: BufferName): boolean => buffer !== 'params' && buffer !== 'constants';

/** Places of a record, behind four words: the first lane, none, floats of a lane's arena, and of its parameters. */
export const RECORD_PLACES = 60;

const LANE_START: Readonly<Record<BufferName, string>> = {
  params: ' + lane * record[0].w',
  grads: ' + lane * record[0].w',
  arena: ' + lane * record[0].z',
  constants: '',
  loss: ' + lane',
  metric: ' + lane',
};

/** The places of one kernel while its text is written: every tensor has a name for its first entry. */
export class PlaceTable {
  readonly #slots: { readonly place: Place; readonly shift: number }[] = [];
  readonly #buffers = new Set<BufferName>();
  readonly #placeOf: (view: View) => Place;
  readonly #sources = new Map<Node, { readonly buffer: BufferName; readonly start: string }>();

  constructor(placeOf: (view: View) => Place) {
    this.#placeOf = placeOf;
  }

  /** Name of a buffer and text of the first entry of a view. Views of one tensor share its place. */
  view(view: View): { readonly buffer: BufferName; readonly start: string } {
    let known = this.#sources.get(view.source);
    if (!known) {
      known = this.place(this.#placeOf(view));
      this.#sources.set(view.source, known);
    }
    const { buffer, start } = known;
    return { buffer, start: view.offset === 0 ? start : `${start} + ${view.offset >>> 0}u` };
  }

  place(place: Place, shift = 0): { readonly buffer: BufferName; readonly start: string } {
    this.#buffers.add(place.buffer);
    return { buffer: place.buffer, start: `at${this.#slots.push({ place, shift }) - 1}` };
  }

  get buffers(): readonly BufferName[] {
    return [...this.#buffers].sort();
  }

  /** Statements that name the first entries of a lane. */
  get lines(): readonly string[] {
    return this.#slots.map(({ place: { buffer } }, index) => {
      const word = `record[${1 + Math.floor(index / 4)}].${'xyzw'[index % 4]}`;
      return `let at${index} = ${word}${LANE_START[buffer]};`;
    });
  }

  /** The record's places in one turn. */
  words(turns: Turns): readonly number[] {
    return this.#slots.map(({ place, shift }) => (place.offset(turns) + shift) >>> 0);
  }
}
