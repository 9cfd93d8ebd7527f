/** A training step in words, for runs slow enough to be followed. */

import { texts } from '../../texts/page';
import { formatCount, formatValue } from '../format';

export interface NarratedArm {
  readonly label: string;
  /** Median loss before and after the step; not finite once most seeds diverged. */
  readonly before: number;
  readonly after: number;
  /** Of a HUB arm: the hand-designed share of the step's length, and the cosine between both proposals. */
  readonly share?: number;
  readonly cosine?: number;
  /** Other events of this step. */
  readonly marks: readonly string[];
}

const words = texts.narration;

/** The summary of a step: how many got better, and who is lowest. */
export function narrateStep(step: number, arms: readonly NarratedArm[]): string {
  if (step === 0) return words.start(arms.length);
  const finite = arms.filter(({ after }) => Number.isFinite(after));
  const better = arms.filter(({ before, after }) => after < before).length;
  if (finite.length === 0) return words.lost(formatCount(step));
  const lowest = finite.reduce((best, arm) => (arm.after < best.after ? arm : best));
  return words.summary(formatCount(step), better, arms.length, lowest.label, formatValue(lowest.after));
}

/** Effect of a step on one arm, in sentences. */
export function narrateArm({ label, before, after, share, cosine, marks }: NarratedArm): string {
  const sentences: string[] = [];
  if (!Number.isFinite(after)) sentences.push(words.diverged(label));
  else {
    const change = Math.abs(after / before - 1) * 100;
    const percent = formatValue(change, 2);
    const now = formatValue(after);
    sentences.push(
      after === before || Number.isNaN(change)
        ? words.same(label, now)
        : after < before
          ? words.fell(label, percent, now)
          : words.rose(label, percent, now),
    );
  }
  if (share !== undefined && Number.isFinite(share)) {
    sentences.push(words.share(Math.round(100 * Math.min(1, Math.max(0, share)))));
  }
  if (cosine !== undefined && Number.isFinite(cosine)) {
    sentences.push(cosine > 0.5 ? words.agree : cosine < -0.5 ? words.oppose : words.differ);
  }
  return [...sentences, ...marks.map((mark) => `${mark}.`)].join(' ');
}
