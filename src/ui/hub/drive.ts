/** Contents of the panel of who drives, as numbers and words, apart from how it is drawn. */
import { BIN_EDGES, SIGMA_BINS } from '../../optimizers/hub/whoDrives';
import type { ArmDrive } from '../../store/probes';
import { driveTexts } from '../../texts/hub';
import { texts } from '../../texts/page';
import { formatCount, formatValue } from '../format';

/** One moment for every of `columns` equal spans of steps up to the last: the latest at its end, or -1. */
export function momentsByColumn(steps: readonly number[], columns: number): Int32Array {
  const last = steps[steps.length - 1] ?? 0;
  const chosen = new Int32Array(columns).fill(-1);
  let moment = -1;
  for (let column = 0; column < columns; column++) {
    const end = ((column + 1) / columns) * last;
    while (moment + 1 < steps.length && steps[moment + 1] <= end) moment++;
    // Before the first moment, that one: the run began with it.
    chosen[column] = steps.length === 0 ? -1 : Math.max(0, moment);
  }
  return chosen;
}

export interface SigmaBin {
  /** Bounds of σ; the first bin begins at 0. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** The distribution of σ of a layer now, by half decades. */
export function sigmaBins(drive: ArmDrive, seed: number, layer: number): readonly SigmaBin[] {
  return Array.from({ length: SIGMA_BINS }, (_, bin) => ({
    from: bin === 0 ? 0 : BIN_EDGES[bin - 1],
    to: bin === SIGMA_BINS - 1 ? 1 : BIN_EDGES[bin],
    count: drive.now(`bin${bin}`, seed, layer),
  }));
}

/** Sentences about σ in a layer. */
export function sigmaWords(
  drive: ArmDrive,
  seed: number,
  layer: number,
  options: Readonly<Record<string, unknown>>,
): string {
  const now = (name: string) => drive.now(name, seed, layer);
  const [lower, upper] = [Number(options.lower), Number(options.upper)];
  const size = drive.layers[layer].size;
  const mean = formatValue(1 / size);
  const largest = formatValue(now('maxSigma'));
  const words = driveTexts;
  const sentences: string[] = [];
  if (options.weighting === 'manual') sentences.push(words.manual(formatValue(now('meanSigma'))));
  else if (size === 1) sentences.push(words.one);
  else if (lower > 0 || upper < 1) {
    const bounds = [formatValue(lower), formatValue(upper)] as const;
    sentences.push(words.clipped(mean, ...bounds, formatValue(now('meanSigma')), largest));
  } else {
    // Whole where it is large: rounded to three digits it would come out above what there is.
    const number = Math.min(size, now('effective'));
    const effective = number < 100 ? formatValue(number) : formatCount(Math.floor(number));
    sentences.push(words.soft(mean, formatCount(size), effective, largest));
  }
  if (now('inverted') > 0) sentences.push(words.inverted);
  if (now('leftOut') > 0) sentences.push(words.leftOut(formatCount(now('leftOut'))));
  return sentences.join(' ');
}

/** A share as a percentage within 0 to 100: as a projection it may leave them a little. */
export function sharePercent(share: number): string {
  return Number.isFinite(share) ? `${Math.round(100 * Math.min(1, Math.max(0, share)))} %` : texts.runs.none;
}

/** Where a key leads from a layer; null for a key that leads nowhere. The ends do not meet. */
export function layerByKey(key: string, layer: number, layers: number): number | null {
  const last = layers - 1;
  switch (key) {
    case 'ArrowDown':
    case 'ArrowRight':
      return Math.min(last, layer + 1);
    case 'ArrowUp':
    case 'ArrowLeft':
      return Math.max(0, layer - 1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}
