/**
 * Steps (loss and gradients of one lane) of tasks in the forms that they have, in turns on one adapter: made by hand, kernels of the
 * graph, and written out; and SIREN by jax-js with jit and valueAndGrad.
 */
import * as jax from '@jax-js/jax';
import { optionDefaults } from '../../src/core/option';
import { normal, prngKey } from '../../src/core/prng';
import { openGpu } from '../../src/engine/backend';
import { GpuRuntime } from '../../src/kernels/runtime';
import { input, mul, unary } from '../../src/network/expression';
import { constant, given, map, type Node } from '../../src/network/graph';
import { affine } from '../../src/network/layers/arithmetic';
import { loss } from '../../src/network/loss';
import { ltcSine } from '../../src/tasks/ltcSine';
import { type NetworkProblem, networkTask } from '../../src/tasks/network';
import { graphLoss } from '../../src/tasks/network/fused';
import { straightLoss } from '../../src/tasks/network/straight';
import { options as odeOptions } from '../../src/tasks/neuralOde/options';
import { neuralOdeProblem } from '../../src/tasks/neuralOde/problem';
import { type SirenInstance, siren } from '../../src/tasks/siren';
import { loopedSiren } from '../../src/tasks/siren/fused';
import { HIDDEN_FREQUENCY } from '../../src/tasks/siren/network';
import { straightSiren } from '../../src/tasks/siren/straight';
import { options as trajectoryOptions } from '../../src/tasks/trajectory/options';
import { trajectoryProblem } from '../../src/tasks/trajectory/problem';
import type { FusedLoss, FusedTaskContext, TaskInstance } from '../../src/tasks/types';
import { median, openJax, timed } from './network';

type Form = 'hand-made' | 'graph' | 'written out' | 'jax-js';

export interface FormRow {
  readonly name: string;
  readonly parameters: number;
  /** Median milliseconds of a step. */
  readonly ms: Readonly<Partial<Record<Form, number>>>;
  /** Median over rounds of the other's time over that of the graph's form, written out where that fits, in the same round. */
  readonly of: Readonly<Partial<Record<Form, number>>>;
  /** Largest difference of a loss, relative to that form's; jax-js draws other coordinates. */
  readonly apart: number;
}

const ROUNDS = 7;

type Step = () => Promise<number>;
type Build = (context: FusedTaskContext) => Promise<FusedLoss | null>;

/** Rows in turn; `report` tells what is going on. */
export async function benchForms(report: (text: string) => void): Promise<readonly FormRow[]> {
  const { device } = await openGpu();
  await jax.init();
  jax.defaultDevice('webgpu');
  const rows: FormRow[] = [];
  const add = async (name: string, task: TaskInstance, forms: Partial<Record<Form, Build | Step>>) => {
    const steps: [Form, Step][] = [];
    for (const [form, build] of Object.entries(forms) as [Form, Build | Step][]) {
      report(`${name}: ${form}, compiling`);
      steps.push([form, form === 'jax-js' ? (build as Step) : await opened(device, task, build as Build)]);
    }
    const losses = new Map<Form, number>();
    for (const [form, step] of steps) losses.set(form, await step());
    const times = new Map<Form, number[]>(steps.map(([form]) => [form, []]));
    for (let round = 0; round < ROUNDS; round++) {
      report(`${name}: round ${round + 1} of ${ROUNDS}`);
      for (const [form, step] of steps) times.get(form)!.push(await timed(step));
    }
    const base = times.has('written out') ? 'written out' : 'graph';
    const own = times.get(base)!;
    const told = (value: (all: readonly number[]) => number) =>
      Object.fromEntries([...times].map(([form, all]) => [form, value(all)]));
    const exact = losses.get(base)!;
    rows.push({
      name,
      parameters: task.layout.size,
      ms: told(median),
      of: told((all) => median(all.map((time, round) => time / own[round]))),
      apart: Math.max(
        ...[...losses].map(([form, value]) => (form === 'jax-js' ? 0 : Math.abs(value - exact) / exact)),
      ),
    });
  };
  const both = (problem: NetworkProblem, task: TaskInstance) => ({
    graph: (context: FusedTaskContext) => graphLoss(problem, task.layout, context),
    'written out': (context: FusedTaskContext) => straightLoss(problem, task.layout, context),
  });

  const volume = sirenOfVolume();
  await add('SIREN 7 x 9, 100,000 of 64^3', volume, {
    'hand-made': (context) => loopedSiren(volume.problem, context),
    'written out': (context) => straightSiren(volume.problem, context),
    'jax-js': jaxSiren(volume),
  });
  const cells = trajectoryProblem({ ...optionDefaults(trajectoryOptions), head: 'ltc', noise: 0 });
  const wired = networkTask(cells);
  const ltc = ltcSine.create({ ...optionDefaults(ltcSine.options), noise: 0 });
  await add('LTC 8, 48 times of 6', wired, {
    'hand-made': (context) => ltc.fused(context),
    graph: (context) => graphLoss(cells, wired.layout, context),
  });
  const pieces = neuralOdeProblem(optionDefaults(odeOptions));
  await add('neural ODE 50, 20 windows of 10', networkTask(pieces), both(pieces, networkTask(pieces)));
  const spiral = neuralOdeProblem({ ...optionDefaults(odeOptions), span: 'whole', points: 150 });
  await add('neural ODE 50, 150 points', networkTask(spiral), both(spiral, networkTask(spiral)));
  device.destroy();
  return rows;
}

/** A step of one lane, by the kernels that `build` makes; gives the loss. */
async function opened(device: GPUDevice, task: TaskInstance, build: Build): Promise<Step> {
  const runtime = new GpuRuntime(device);
  const { size } = task.layout;
  const buffers = {
    params: runtime.buffer('params', task.init(prngKey(1))),
    grads: runtime.buffer('grads', size * 4),
    loss: runtime.buffer('loss', 4),
    metric: runtime.buffer('metric', 4),
    status: runtime.buffer('status', Uint32Array.of(1)),
    batchKeys: runtime.buffer('batch keys', Uint32Array.of(1, 2)),
  };
  const fused = await build({ runtime, lanes: 1, ...buffers });
  if (!fused) throw new Error('this form does not fit');
  const ring = runtime.stepRing(1);
  ring.write(0, 1);
  return async () => {
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    fused.encode(ring.pass(pass, 0));
    pass.end();
    runtime.submit(encoder);
    return (await runtime.readFloats(buffers.loss))[0];
  };
}

/** The preset's network on noise: 64 x 64 x 64 samples of two bytes, ratio 256. */
function sirenOfVolume(): SirenInstance {
  const values = normal(prngKey(5), 64 ** 3);
  const data = {
    kind: 'grid',
    name: 'noise',
    hash: '',
    shape: [64, 64, 64],
    values,
    peak: 1,
    dtype: 'uint16',
    bytes: 2 * values.length,
  } as const;
  const options = { ...optionDefaults(siren.options), ...siren.variants!.hipct.options };
  return siren.create(options, data as never) as SirenInstance;
}

/** The same network on as many coordinates, all of them at once. */
function jaxSiren({ problem: { network, layout, batch }, init }: SirenInstance): Step {
  const nodes: Node[] = layout.segments.map(({ name, shape }) => given(name, shape));
  const places = constant(
    normal(prngKey(6), 3 * batch).map((z) => Math.tanh(z)),
    [batch, 3],
  );
  let output: Node = places;
  for (let layer = 0; layer < network.layers; layer++) {
    output = affine(output, nodes[2 * layer], nodes[2 * layer + 1]);
    const speed = layer === 0 ? network.frequency : HIDDEN_FREQUENCY;
    if (layer + 1 < network.layers) output = map(unary('sin', mul(speed, input(0))), [output]);
  }
  const error = loss({ type: 'meanSquaredError' }, output, constant(normal(prngKey(7), batch), [batch, 1]));
  const params = init(prngKey(1));
  const values = layout.segments.map(({ offset, size }) => params.slice(offset, offset + size));
  return openJax(error, nodes, values).step;
}
