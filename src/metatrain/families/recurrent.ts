/** Small recurrent networks that turn random waves into others: LTC with random wirings, and LSTM. */
import { paramLayout } from '../../core/paramLayout';
import { foldIn, normal, type PrngKey, uniform } from '../../core/prng';
import { lstmText, ltcText, SEQUENCES } from '../../kernels/unroll';
import { createLtc, type LtcInstance } from '../../tasks/ltc/model';
import { familyTexts } from '../../texts/families';
import type { SampledTask, TaskFamily, TaskVariant } from '../types';

const INPUTS = 2;

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

function ltc(extents: LtcExtents): TaskVariant {
  const { units, time } = extents;
  const synapseCount = units * units;
  const sensoryCount = INPUTS * units;
  const waveAt = synapseCount + sensoryCount;
  const parts = (data: Float32Array<ArrayBuffer>) => ({
    synapses: data.slice(0, synapseCount),
    sensory: data.slice(synapseCount, waveAt),
    input: data.slice(waveAt, waveAt + SEQUENCES * time * INPUTS),
    target: data.slice(waveAt + SEQUENCES * time * INPUTS),
  });
  /** Masks say where a synapse is; the signs are in the start alone, so any will do. */
  const instance = ({ data }: SampledTask): LtcInstance => {
    const { synapses, sensory, input, target } = parts(data);
    return ltcInstance(extents, synapses, sensory, { input, target });
  };
  const silent = {
    input: new Float32Array(SEQUENCES * time * INPUTS),
    target: new Float32Array(SEQUENCES * time),
  };
  const all = new Float32Array(Math.max(synapseCount, sensoryCount)).fill(1);
  return {
    id: `ltc ${units}`,
    layout: ltcInstance(extents, all, all, silent).layout,
    text: ltcText({ units, inputs: INPUTS, time, unfolds: extents.unfolds }),
    constants: {},
    record: waveAt + SEQUENCES * time * (INPUTS + 1),
    sample: (key): SampledTask => {
      const waves = sampleWaves(foldIn(key, 0), time);
      const share = SPARSEST ** uniform(foldIn(key, 4), 1)[0];
      const synapses = randomSigns(foldIn(key, 1), synapseCount, share, units);
      const sensory = randomSigns(foldIn(key, 2), sensoryCount, share, 1);
      const init = ltcInstance(extents, synapses, sensory, waves).init(foldIn(key, 3));
      const masks = joined(synapses, sensory).map(Math.abs);
      return { data: joined(masks, waves.input, waves.target), init };
    },
    loss: (task, params) => instance(task).referenceLoss(params, [0, 0]),
    instance,
  };
}

function lstm(units: number, time: number): TaskVariant {
  const gates = 4 * units;
  const layout = paramLayout([
    { name: 'wx', shape: [INPUTS, gates] },
    { name: 'wh', shape: [units, gates] },
    { name: 'b', shape: [gates] },
    { name: 'wo', shape: [units, 1] },
    { name: 'bo', shape: [1] },
  ]);
  return {
    id: `lstm ${units}`,
    layout,
    text: lstmText({ units, inputs: INPUTS, time }),
    constants: {},
    record: SEQUENCES * time * (INPUTS + 1),
    sample: (key): SampledTask => {
      const { input, target } = sampleWaves(foldIn(key, 0), time);
      const init = new Float32Array(layout.size);
      const draws = normal(foldIn(key, 1), layout.size);
      for (const { shape, offset, size } of layout.segments) {
        const spread = shape.length === 2 ? 1 / Math.sqrt(shape[0]) : 0.1;
        for (let i = offset; i < offset + size; i++) init[i] = spread * draws[i];
      }
      return { data: joined(input, target), init };
    },
    loss: ({ data }, params) => lstmLoss(data, params, units, time),
  };
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Mean squared error over all sequences, from states 0. */
function lstmLoss(data: Float32Array, params: ArrayLike<number>, units: number, time: number): number {
  const gates = 4 * units;
  let sum = 0;
  for (let s = 0; s < SEQUENCES; s++) {
    let h = new Array<number>(units).fill(0);
    let c = new Array<number>(units).fill(0);
    for (let t = 0; t < time; t++) {
      const x = data.subarray((s * time + t) * INPUTS, (s * time + t + 1) * INPUTS);
      const row = [...x, ...h];
      const z = Array.from({ length: gates }, (_, j) =>
        row.reduce((all, value, k) => all + value * params[k * gates + j], params[row.length * gates + j]),
      );
      c = c.map((old, j) => sigmoid(z[2 * units + j] + 1) * old + sigmoid(z[j]) * Math.tanh(z[units + j]));
      h = c.map((cell, j) => sigmoid(z[3 * units + j]) * Math.tanh(cell));
      const out = (INPUTS + units + 1) * gates;
      const y = h.reduce((all, value, k) => all + value * params[out + k], params[out + units]);
      sum += (y - data[SEQUENCES * time * INPUTS + s * time + t]) ** 2;
    }
  }
  return sum / (SEQUENCES * time);
}

export const recurrent: TaskFamily = {
  id: 'recurrent',
  ...familyTexts.recurrent,
  variants: [ltc({ units: 6, time: 8, unfolds: 2 }), lstm(4, 10)],
};
