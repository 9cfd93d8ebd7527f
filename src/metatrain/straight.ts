/** The text of any small network for the unroll kernel (kernels/unroll/unroll.wgsl): a thread computes whole examples. */
import { declareSums } from '../kernels/straightSums';
import type { UnrollTaskText } from '../kernels/unroll';
import { sizeOf } from '../network/graph';
import { type StraightProblem, straightProgram } from '../network/straight/program';

export interface StraightBatch {
  /** Examples of a task. */
  readonly samples: number;
  /** Examples per step, drawn with replacement; where there are as many as samples, all in order. */
  readonly batch: number;
}

/** Partial sums of loss and gradient; see unroll.wgsl. */
const PARTS = 4;

/**
 * A task's record, behind the scales: the shared tensors, then of every tensor of an example those of all samples.
 *
 * On software adapters, where a load at an index known only at run time costs 20 ns and one at a constant index a tenth of
 * it, parameters are named as well. There are four threads, which leave one part of the sums each; those of a GPU, of which
 * there are more, add theirs in turn.
 */
export const straightTask = (
  id: string,
  problem: StraightProblem,
  { samples, batch }: StraightBatch,
): UnrollTaskText => ({
  id,
  text(software) {
    const { before, each, size } = straightProgram(
      problem,
      {
        parameter: (index) => `weights[${index}]`,
        shared: (index) => `data[record + ${index}]`,
        example: (tensor, index) => `data[example${tensor} + ${index}]`,
      },
      { named: software },
    );
    const parameters = Array.from({ length: size }, (_, i) => i);
    let start = problem.shared.reduce((total, { shape }) => total + sizeOf(shape), 0);
    const places = problem.example.map(({ shape }, tensor) => {
      const own = sizeOf(shape);
      const line = `let example${tensor} = record + ${start}u + sample * ${own}u;`;
      start += own * samples;
      return line;
    });
    const share = `${1 / batch}f`;
    const write = (operator: string) => [
      ...parameters.map((i) => `gradParts[base + ${i}u] ${operator} g${i} * ${share};`),
      `lossParts[part] ${operator} loss * ${share};`,
    ];
    const sums = software
      ? [`let part = t; let base = t * ${size}u;`, ...write('='), 'workgroupBarrier();']
      : [
          `for (var i = t; i < ${PARTS * size}u; i += THREADS) { gradParts[i] = 0.0; }`,
          `if (t < ${PARTS}u) { lossParts[t] = 0.0; }`,
          'workgroupBarrier();',
          `for (var first = 0u; first < min(THREADS, ${batch}u); first += ${PARTS}u) {`,
          `let part = t - first;`,
          `if (part < ${PARTS}u) {`,
          `let base = part * ${size}u;`,
          ...write('+='),
          '}',
          'workgroupBarrier();',
          '}',
        ];
    return `
fn lossAndGrads(t : u32) {
  let record = dataBase + TENSORS;
  ${[
    ...before,
    ...declareSums(size),
    `for (var s = t; s < ${batch}u; s += THREADS) {`,
    samples === batch ? 'let sample = s;' : `let sample = drawBelow(laneKey, s, ${samples}u);`,
    ...places,
    ...each,
    '}',
    ...sums,
  ].join('\n  ')}
}
`;
  },
});
