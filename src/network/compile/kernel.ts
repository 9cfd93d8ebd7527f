/** What every kernel of a network has in common: its frame, and how it reads and writes entries. */
import type { Expression } from '../expression';
import type { Node } from '../graph';
import type { Coordinates, Term } from './coordinates';
import type { Group } from './fuse';
import { type BufferName, isWritten, type Place, type PlaceTable, RECORD_PLACES } from './places';
import { scalarText } from './scalar';
import type { View } from './view';

/** A kernel and how it is dispatched. */
export interface KernelText {
  /** Such as "matmul 64x10": for people. */
  readonly name: string;
  /** All but the shared functions. */
  readonly text: string;
  readonly buffers: readonly BufferName[];
  readonly places: PlaceTable;
  /** Workgroups across and down; the third axis is lanes times `batch`. */
  readonly groups: readonly [number, number];
  readonly batch: number;
  /** Multiply-adds, or entries, of a lane: how long it takes. */
  readonly operations: number;
  /** Whether its operations are multiply-adds. */
  readonly isProduct?: true;
  /** Entries of a lane that are read and written, each tensor once: the least that memory has to bring. */
  readonly floats?: number;
}

/** Where a node's entries are written. */
export type PlaceOf = (node: Node) => Place;

/** The whole text: bindings, frame, and the lines of the body. */
export function frame(
  places: PlaceTable,
  workgroup: readonly [number, number],
  batch: number,
  body: readonly string[],
): string {
  const { buffers } = places;
  const bindings = buffers.map(
    (buffer, index) =>
      `@group(0) @binding(${index + 1}) var<storage, ${isWritten(buffer) ? 'read_write' : 'read'}> ${buffer} : array<f32>;`,
  );
  return `@group(0) @binding(0) var<storage, read> status : array<u32>;
${bindings.join('\n')}
@group(0) @binding(${buffers.length + 1}) var<uniform> record : array<vec4u, ${1 + RECORD_PLACES / 4}>;
@compute @workgroup_size(${workgroup[0]}, ${workgroup[1]})
fn main(
  @builtin(workgroup_id) group : vec3u,
  @builtin(local_invocation_id) thread : vec3u,
  @builtin(num_workgroups) groups : vec3u,
) {
  let lane = record[0].x + ${batch === 1 ? 'group.z' : `group.z / ${batch}u`};
  if (status[lane] != 1u) { return; }
  ${[...places.lines, ...body].join('\n  ')}
}
`;
}

/** An entry's text; `at` is added to the place of the first. */
export function entryText(
  { buffer, start }: { readonly buffer: BufferName; readonly start: string },
  { index, inside }: Term,
): string {
  const text = `${buffer}[${index ? `${start} + ${index}` : start}]`;
  return inside ? `select(0.0, ${text}, ${inside})` : text;
}

/** Names of loads by number, and the statements that make them. */
export function loadLines(
  loads: readonly View[],
  places: PlaceTable,
  coordinates: Coordinates,
  prefix: string,
  term: (view: View) => Term = (view) => coordinates.term(view),
): readonly string[] {
  return loads.map((view, index) => {
    const found = term(view);
    return `let ${prefix}${index} = ${entryText(places.view(view), found)};`;
  });
}

/** What is computed and written of the entry at `coordinates`; `anchor` names the anchor's value. */
export function memberLines(
  group: Group,
  places: PlaceTable,
  placeOf: PlaceOf,
  coordinates: Coordinates,
  flat: string,
  anchor: string,
): readonly string[] {
  const loads = loadLines(group.loads, places, coordinates, 'x');
  const expressions = group.outputs.map((node) => group.members.get(node)!);
  const { lines, names } = scalarText(expressions, (index) => (index < 0 ? anchor : `x${index}`));
  const writes = group.outputs.map((node, index) => {
    const { buffer, start } = places.place(placeOf(node));
    return `${buffer}[${start} + ${flat}] = ${names[index]};`;
  });
  return [...coordinates.lines, ...loads, ...lines, ...writes];
}

/** Whether nothing is done with the anchor's value but writing it. */
export const isPlain = ({ outputs, members, loads }: Group): boolean =>
  loads.length === 0 && outputs.every((node) => isAnchor(members.get(node)!));

const isAnchor = (expression: Expression): boolean => expression.kind === 'input' && expression.index < 0;
