/** Small recurrent networks that turn random waves into others: LTC with random wirings, and LSTM. */
import { paramLayout } from '../../core/paramLayout';
import { foldIn, normal, type PrngKey, uniform } from '../../core/prng';
import { concat, given, type Node, sizeOf } from '../../network/graph';
import { dense } from '../../network/layers/dense';
import { maskedLtc } from '../../network/layers/ltc';
import type { Site } from '../../network/layers/model';
import { lstm as lstmLayer } from '../../network/layers/recurrent';
import { loss } from '../../network/loss';
import { createLtc, type LtcInstance } from '../../tasks/ltc/model';
import { ltcLayout } from '../../tasks/ltc/problem';
import { familyTexts } from '../../texts/families';
import type { SampledTask, TaskFamily, TaskVariant } from '../types';
import { graphVariant, parametersOf } from './graph';

const INPUTS = 2;
const SEQUENCES = 4;

/** Inputs `[4, time, 2]` and targets `[4, time]` of one task. */
interface Waves {
  readonly input: Float32Array<ArrayBuffer>;
  readonly target: Float32Array<ArrayBuffer>;
}

/**
 * The inputs are sine and cosine of one frequency, which the target, a mixture of two other frequencies
 * and an offset, has to be made from. The sequences differ in where they begin.
 */
function sampleWaves(key: PrngKey, time: number): Waves {
  const [slow, ratio, first, second, size, offset, blend] = uniform(foldIn(key, 0), 7);
  const starts = uniform(foldIn(key, 1), SEQUENCES);
  // A quarter to two turns of the input over the sequence; the target one to three times as fast.
  const rate = (2 * Math.PI * (0.25 + 1.75 * slow)) / time;
  const fast = rate * (1 + 2 * ratio);
  const height = 0.2 + 0.8 * size;
  const input = new Float32Array(SEQUENCES * time * INPUTS);
  const target = new Float32Array(SEQUENCES * time);
  for (let s = 0; s < SEQUENCES; s++) {
    for (let t = 0; t < time; t++) {
      const at = s * time + t;
      const clock = t + starts[s] * time;
      input[2 * at] = Math.sin(rate * clock);
      input[2 * at + 1] = Math.cos(rate * clock);
      const wave = Math.sin(fast * clock + 2 * Math.PI * first);
      const other = Math.sin(2 * rate * clock + 2 * Math.PI * second);
      target[at] = height * ((1 - blend) * wave + blend * other) + 0.6 * (offset - 0.5);
    }
  }
  return { input, target };
}

function joined(...parts: readonly ArrayLike<number>[]): Float32Array<ArrayBuffer> {
  return Float32Array.from(parts.flatMap((part) => Array.from(part)));
}

interface LtcExtents {
  readonly units: number;
  readonly time: number;
  readonly unfolds: number;
}

/** An LTC problem for given signs of synapses; 0 is none. */
const ltcInstance = (
  { units, time, unfolds }: LtcExtents,
  synapses: ArrayLike<number>,
  sensory: ArrayLike<number>,
  { input, target }: Waves,
): LtcInstance => {
  const rows = (flat: ArrayLike<number>, count: number) =>
    Array.from({ length: count }, (_, i) => Array.from({ length: units }, (_, j) => flat[i * units + j]));
  return createLtc({
    units,
    inputs: INPUTS,
    outputs: 1,
    batch: SEQUENCES,
    time,
    adjacency: rows(synapses, units),
    sensoryAdjacency: rows(sensory, INPUTS),
    constraint: 'implicit',
    input,
    target,
    unfolds,
    elapsed: 1,
    epsilon: 1e-8,
    noise: 0,
    noiseMode: 'step',
  });
};

/** Sparsest wiring: of the preset's 64 possible synapses 8 are there, and what is missing counts in a tensor's size. */
const SPARSEST = 1 / 8;

/** Signs of random synapses: a share of all, and always one at `first`, so that the output hears the inputs. */
function randomSigns(key: PrngKey, count: number, share: number, first: number): Float32Array {
  const draws = uniform(key, 2 * count);
  const signs = Float32Array.from({ length: count }, (_, i) =>
    draws[2 * i] >= share ? 0 : draws[2 * i + 1] < 0.5 ? -1 : 1,
  );
  if (signs[first] === 0) signs[first] = 1;
  return signs;
}

/** What both networks are handed, one sequence at a time. */
const sequence = (time: number) => ({
  x: given('x', [1, time, INPUTS]),
  target: given('target', [1, time, 1]),
});

/** A layer's parameters by their names. */
const siteOf = (parameter: (name: string) => Node): Site => ({
  path: '',
  parameter,
  within: () => siteOf(parameter),
});

function ltc(extents: LtcExtents): TaskVariant {
  const { units, time } = extents;
  const synapseCount = units * units;
  const sensoryCount = INPUTS * units;
  const waveAt = synapseCount + sensoryCount;
  /** Masks say where a synapse is; the signs are in the start alone, so any will do. */
  const instance = ({ data }: SampledTask): LtcInstance => {
    const input = data.slice(waveAt, waveAt + SEQUENCES * time * INPUTS);
    const target = data.slice(waveAt + SEQUENCES * time * INPUTS);
    return ltcInstance(extents, data.slice(0, synapseCount), data.slice(synapseCount, waveAt), {
      input,
      target,
    });
  };
  const parameters = parametersOf(ltcLayout({ units, inputs: INPUTS, outputs: 1 }));
  const masks = { between: given('between', [units, units]), sensory: given('sensory', [INPUTS, units]) };
  const { x, target } = sequence(time);
  const site = siteOf((name) => parameters.find((each) => each.name === name)!.node);
  const output = maskedLtc({ units, outputs: 1, unfolds: extents.unfolds, looped: true }, masks, x, site);
  return {
    ...graphVariant({
      id: `ltc ${units}`,
      parameters,
      shared: [masks.between, masks.sensory],
      example: [x, target],
      loss: loss({ type: 'meanSquaredError' }, output, target),
      samples: SEQUENCES,
      batch: SEQUENCES,
      sample: (key): SampledTask => {
        const waves = sampleWaves(foldIn(key, 0), time);
        const share = SPARSEST ** uniform(foldIn(key, 4), 1)[0];
        const synapses = randomSigns(foldIn(key, 1), synapseCount, share, units);
        const sensory = randomSigns(foldIn(key, 2), sensoryCount, share, 1);
        const init = ltcInstance(extents, synapses, sensory, waves).init(foldIn(key, 3));
        const signs = joined(synapses, sensory).map(Math.abs);
        return { data: joined(signs, waves.input, waves.target), init };
      },
    }),
    instance,
  };
}

function lstm(units: number, time: number): TaskVariant {
  const gates = 4 * units;
  const parameters = parametersOf(
    paramLayout([
      { name: 'wx', shape: [INPUTS, gates] },
      { name: 'wh', shape: [units, gates] },
      { name: 'b', shape: [gates] },
      { name: 'wo', shape: [units, 1] },
      { name: 'bo', shape: [1] },
    ]),
  );
  const [wx, wh, b, wo, bo] = parameters.map(({ node }) => node);
  const { x, target } = sequence(time);
  const cell = siteOf((name) => (name === 'w' ? concat([wx, wh], 0) : b));
  const readOut = siteOf((name) => (name === 'w' ? wo : bo));
  const output = dense({ units: 1 }, lstmLayer({ type: 'lstm', units }, x, cell), readOut);
  return graphVariant({
    id: `lstm ${units}`,
    parameters,
    example: [x, target],
    loss: loss({ type: 'meanSquaredError' }, output, target),
    samples: SEQUENCES,
    batch: SEQUENCES,
    sample: (key): SampledTask => {
      const { input, target: wanted } = sampleWaves(foldIn(key, 0), time);
      const draws = normal(
        foldIn(key, 1),
        parameters.reduce((size, { shape }) => size + sizeOf(shape), 0),
      );
      let at = 0;
      const init = parameters.flatMap(({ shape }) => {
        const spread = shape.length === 2 ? 1 / Math.sqrt(shape[0]) : 0.1;
        return Array.from({ length: sizeOf(shape) }, () => spread * draws[at++]);
      });
      return { data: joined(input, wanted), init: Float32Array.from(init) };
    },
  });
}

export const recurrent: TaskFamily = {
  id: 'recurrent',
  ...familyTexts.recurrent,
  variants: [ltc({ units: 6, time: 8, unfolds: 2 }), lstm(4, 10)],
};
