/**
 * Implicit neural representation: a small network of sines (SIREN) learns one picture or volume by heart,
 * from a coordinate to the value there. The trained weights are the picture, compressed.
 *
 * Source: Sitzmann et al. 2020, arXiv:2006.09661; the HUB paper (arXiv:2305.16823) trains such networks on
 * blocks of HiP-CT volumes, and what it leaves open is as in its reference code (see network.ts).
 */
import { ConfigError, DataError } from '../../core/errors';
import { type AnyOptions, choiceOption, numberOption, type OptionValues } from '../../core/option';
import type { PrngKey } from '../../core/prng';
import { taskTexts } from '../../texts/tasks';
import type {
  FusedLoss,
  FusedTaskContext,
  GridData,
  PortableLoss,
  Task,
  TaskData,
  TaskInstance,
  Tf,
  ViewOptions,
} from '../types';
import { psnrOfLoss, sampleGrid } from './grid';
import { initSiren, sirenLayout, widthForBudget } from './network';
import { phantomVolume } from './phantom';
import { pictureImage } from './picture';
import { portableSiren } from './portable';
import { referenceLoss, type SirenProblem } from './problem';
import { type SirenView, sirenView } from './view';

const words = taskTexts.siren;

export const MIN_WIDTH = 2;
export const MAX_WIDTH = 64;

const options = {
  source: choiceOption({
    ...words.options.source,
    default: 'picture',
    values: ['picture', 'phantom', 'own'],
  }),
  layers: numberOption({
    ...words.options.layers,
    symbol: 'L',
    default: 4,
    min: 2,
    max: 10,
    scale: 'linear',
    step: 1,
    integer: true,
  }),
  size: choiceOption({
    ...words.options.size,
    default: 'width',
    values: ['width', 'ratio'],
  }),
  width: numberOption({
    ...words.options.width,
    default: 24,
    min: 4,
    max: MAX_WIDTH,
    scale: 'linear',
    step: 1,
    integer: true,
    when: (values) => values.size === 'width',
  }),
  ratio: numberOption({
    ...words.options.ratio,
    default: 2,
    min: 1,
    max: 4096,
    scale: 'log',
    when: (values) => values.size === 'ratio',
  }),
  w0: numberOption({
    ...words.options.w0,
    symbol: '\\omega_0',
    default: 20,
    min: 1,
    max: 120,
    scale: 'log',
  }),
  batch: numberOption({
    ...words.options.batch,
    default: 512,
    min: 16,
    max: 4_194_304,
    scale: 'log',
    integer: true,
  }),
};

export const siren: Task<typeof options> = {
  id: 'siren',
  label: words.label,
  summary: words.summary,
  options,
  variants: {
    picture: { label: words.variants.picture, options: {} },
    wholePicture: { label: words.variants.wholePicture, options: { batch: 4096 } },
    phantom: {
      label: words.variants.phantom,
      options: { source: 'phantom', layers: 5, batch: 4096 },
    },
    hipct: {
      label: words.variants.hipct,
      options: { source: 'own', layers: 7, size: 'ratio', ratio: 256, w0: 20, batch: 100_000 },
    },
  },
  suggested: { steps: 2000, target: 100 },
  // Tried on the lake, 2,000 steps: three times as much leaves all of them stuck at a flat grey (loss 400).
  learningRates: { adam: 0.003, adamax: 0.007, adamw: 0.003, sgd: 1e-5 },
  metric: { ...words.metric, decibels: true },
  // Pictures of all optimizers stand side by side; three planes of a volume fill the window.
  view: {
    kind: 'siren',
    oneArm: ({ source }, shape) => source === 'phantom' || (source === 'own' && shape?.length !== 2),
  },
  data: {
    hint: words.data.hint,
    accepts:
      '.png,.jpg,.jpeg,.gif,.webp,.avif,.bmp,.tif,.tiff,.btf,.npy,.npz,.nii,.nii.gz,.gz,.hdr,.img,image/*',
    options: { source: 'own' },
    decode: async (file, wish) => (await import('./decode')).decodeFile(file, wish),
    join: async (files) => (await import('./decode/pair')).joinFiles(files),
  },
  selfTest: { layers: 3, width: 4, batch: 16 },

  create(given: AnyOptions, data?: TaskData): TaskInstance {
    const values = given as OptionValues<typeof options>;
    return sirenInstance(values, sourceData(values, data));
  },
};

type SirenOptions = OptionValues<typeof options>;

/** An instance whose view can cut a volume elsewhere than in the middle. */
export interface SirenInstance extends TaskInstance {
  readonly problem: SirenProblem;
  view(params: Float32Array, options?: ViewOptions): SirenView;
}

function sourceData({ source }: SirenOptions, data: TaskData | undefined): GridData {
  if (source === 'picture') return pictureImage();
  if (source === 'phantom') return phantomVolume();
  if (!data || !('peak' in data)) {
    throw new DataError(
      'this experiment needs a picture or volume of your own; open a file, or choose built-in data',
    );
  }
  return data;
}

/** Units per sine layer: as asked for, or from the budget of parameters. Throws `ConfigError` out of range. */
function widthOf({ size, width, ratio, layers }: SirenOptions, data: GridData): number {
  if (size === 'width') return width;
  const budget = data.bytes / ratio / 4;
  const units = widthForBudget(budget, data.shape.length, layers);
  if (units < MIN_WIDTH || units > MAX_WIDTH) {
    throw new ConfigError(
      'task.options.ratio',
      `a compression ratio of ${ratio} leaves ${Math.floor(budget)} parameters for ${data.bytes} bytes, ` +
        `that is ${Math.max(0, units)} units per layer where ${MIN_WIDTH} to ${MAX_WIDTH} are possible; ` +
        `choose a ${units > MAX_WIDTH ? 'larger' : 'smaller'} ratio or another number of layers`,
    );
  }
  return units;
}

/** "8-bit range 255", "16-bit range 65535" or "the data's own range 0.37". */
function peakLabel({ dtype, peak }: GridData): string {
  const bits = /int(8|16)$/.exec(dtype)?.[1];
  return bits ? words.peak.ofType(bits, peak) : words.peak.ofData(Number(peak.toPrecision(4)));
}

function sirenInstance(values: SirenOptions, data: GridData): SirenInstance {
  const grid = sampleGrid(data);
  const network = {
    dims: grid.shape.length,
    layers: values.layers,
    width: widthOf(values, data),
    frequency: values.w0,
  };
  const problem: SirenProblem = { network, layout: sirenLayout(network), grid, batch: values.batch };
  return {
    problem,
    layout: problem.layout,
    init: (key: PrngKey) => initSiren(network, key),
    metric: { fromLoss: (loss) => psnrOfLoss(grid, loss) },
    portable: (tf: Tf): PortableLoss => portableSiren(problem, tf),
    async fused(context: FusedTaskContext): Promise<FusedLoss> {
      const { fusedSiren } = await import('./fused');
      return fusedSiren(problem, context);
    },
    view: (params, viewOptions) => sirenView(problem, params, data, peakLabel(data), viewOptions),
    referenceLoss: (params, batchKey) => referenceLoss(problem, params, batchKey),
  };
}
