/**
 * Who drives, over time: what HUB arms measure of their mix, per seed and layer, as steps come. A run of any
 * length is held in so many moments, for every second one goes when there are too many.
 */
import type { ArmProbes } from '../engine/types';
import { DRIVE_NAMES } from '../optimizers/hub/whoDrives';
import { shortNames } from './shortNames';

/** Probes kept of every moment; the latest is kept whole. */
export const TRACKED = ['handShare', 'normHand', 'normLearned', 'normBlend', 'cosine', 'inverted'] as const;
export type Tracked = (typeof TRACKED)[number];

const MAX_MOMENTS = 512;

interface Moment {
  readonly step: number;
  /** `[seeds, layers, TRACKED.length]`. */
  readonly values: Float32Array;
}

/** The measurements of one arm. */
export class ArmDrive {
  /** With their names for the reader. */
  readonly layers: readonly (ArmProbes['layers'][number] & { readonly label: string })[];
  readonly seeds: number;
  readonly #moments: Moment[] = [];
  readonly #most: number;
  #latest: ArmProbes;
  /** One of so many moments is kept. */
  #stride = 1;
  #seen = 0;

  constructor(first: ArmProbes, mostMoments = MAX_MOMENTS) {
    const labels = shortNames(first.layers.map(({ name }) => name));
    this.layers = first.layers.map((layer, index) => ({ ...layer, label: labels[index] }));
    this.seeds = first.seeds;
    this.#latest = first;
    this.#most = mostMoments;
  }

  /** Steps of the moments kept, ascending. */
  get steps(): readonly number[] {
    return this.#moments.map(({ step }) => step);
  }

  /** Whether these measurements are of the same seeds and layers. */
  fits({ layers, seeds }: ArmProbes): boolean {
    const names = (list: ArmProbes['layers']) => list.map(({ name, size }) => `${name} ${size}`).join();
    return seeds === this.seeds && names(layers) === names(this.layers);
  }

  put(step: number, probes: ArmProbes): void {
    this.#latest = probes;
    // After a lost device steps come again.
    while (this.#moments.length > 0 && this.#moments[this.#moments.length - 1].step >= step)
      this.#moments.pop();
    if (this.#seen++ % this.#stride !== 0) return;
    this.#moments.push({ step, values: tracked(probes) });
    if (this.#moments.length <= this.#most) return;
    const kept = this.#moments.filter((_, index) => index % 2 === 0);
    this.#moments.splice(0, this.#moments.length, ...kept);
    this.#stride *= 2;
  }

  /** A number of a seed and layer at every moment kept. */
  series(name: Tracked, seed: number, layer: number): number[] {
    const at = (seed * this.layers.length + layer) * TRACKED.length + TRACKED.indexOf(name);
    return this.#moments.map(({ values }) => values[at]);
  }

  /** A number of a seed and layer now; `name` is one of `DRIVE_NAMES`. NaN where it was not measured. */
  now(name: string, seed: number, layer: number): number {
    const { names, values } = this.#latest;
    const place = names.indexOf(name);
    if (place < 0) return Number.NaN;
    return values[(seed * this.layers.length + layer) * names.length + place];
  }
}

function tracked({ names, values, seeds, layers }: ArmProbes): Float32Array {
  const places = TRACKED.map((name) => names.indexOf(name));
  const rows = seeds * layers.length;
  const kept = new Float32Array(rows * TRACKED.length);
  for (let row = 0; row < rows; row++) {
    places.forEach((place, index) => {
      kept[row * TRACKED.length + index] = values[row * names.length + place];
    });
  }
  return kept;
}

const NONE: ReadonlyMap<string, ArmDrive> = new Map();

/** The measurements of all arms. Mutable and outside the store's state, like `Curves`. */
export class Drives {
  readonly #arms = new Map<string, ArmDrive>();
  /** As of `Curves`. */
  veiled = false;

  /** By arm; none while veiled. */
  get arms(): ReadonlyMap<string, ArmDrive> {
    return this.veiled ? NONE : this.#arms;
  }

  put(step: number, arms: readonly ArmProbes[]): void {
    for (const probes of arms) {
      // Other optimizers may come to measure other things.
      if (!DRIVE_NAMES.every((name) => probes.names.includes(name))) continue;
      let drive = this.#arms.get(probes.armId);
      if (!drive?.fits(probes)) {
        drive = new ArmDrive(probes);
        this.#arms.set(probes.armId, drive);
      }
      drive.put(step, probes);
    }
  }

  /** Forgets these arms, or all. */
  clear(armIds?: readonly string[]): void {
    if (armIds === undefined) {
      this.#arms.clear();
      this.veiled = false;
    } else for (const id of armIds) this.#arms.delete(id);
  }
}
