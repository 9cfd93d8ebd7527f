/** Networks of `network-golden.json`, and how far results are from what it tells. */
import { readNetworkFile, type Told } from '../../src/engine/golden/networkFile';
import golden from '../golden/network-golden.json';

export const { cases } = readNetworkFile(golden);

/** Largest difference from what is told of a tensor: of its values, its norm and its largest entry. */
export function off(told: Told, values: ArrayLike<number>): number {
  const all = Array.from(values);
  const norm = Math.sqrt(all.reduce((total, x) => total + x * x, 0));
  const max = all.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return Math.max(
    Math.abs(norm - told.norm),
    Math.abs(max - told.max),
    ...told.at.map((at, i) => Math.abs(all[at] - told.values[i])),
  );
}

/** Largest difference from the entries that are told, and from the largest of all. */
export function entriesOff(told: Told, values: ArrayLike<number>): number {
  const all = Array.from(values);
  const max = all.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return Math.max(Math.abs(max - told.max), ...told.at.map((at, i) => Math.abs(all[at] - told.values[i])));
}
