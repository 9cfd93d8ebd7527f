/** HUB on the lanes' buffers: both parts, then one kernel that weighs, blends and measures. */
import type { ParamLayout } from '../../core/paramLayout';
import { hubMix, KEEP_NONE, MASK_BITS } from '../../kernels/hub';
import { tensorThreads } from '../../kernels/tensorThreads';
import type { FusedOptimizer, FusedOptimizerContext, OptimizerConfig } from '../types';
import { hubSettings } from './settings';
import { invertedSegments, layersOf } from './shares';
import { type FusedTerms, MIX_TERMS } from './terms';
import { DRIVE_NAMES } from './whoDrives';

export interface FusedHub extends FusedOptimizer {
  /** σ of the last step, `[lanes, size]` over all lanes: after clipping, before inversion. */
  readonly sigma: GPUBuffer;
}

/** Numbers before the inversion masks. */
const FIXED = ['manual', 'temperature', 'share', 'upper', 'lower', 'modules', 'skip'] as const;

function hyperValues(layout: ParamLayout, config: OptimizerConfig): readonly number[] {
  const { weighting, temperature, share, upper, lower, layer, skipNonFinite } = hubSettings(config);
  const masks = new Array<number>(Math.ceil(layout.segments.length / MASK_BITS)).fill(0);
  invertedSegments(layout, config).forEach((inverted, index) => {
    if (inverted) masks[Math.floor(index / MASK_BITS)] += 2 ** (index % MASK_BITS);
  });
  return [
    Number(weighting === 'manual'),
    temperature,
    share,
    upper,
    lower,
    Number(layer === 'module'),
    Number(skipNonFinite),
    ...masks,
  ];
}

/** The layers as `hubMix.wgsl` reads them. */
function layerWords(layout: ParamLayout): Uint32Array<ArrayBuffer> {
  const modules = layersOf(layout, 'module');
  const starts = [0];
  for (const members of modules) starts.push(starts[starts.length - 1] + members.length);
  return Uint32Array.from([
    modules.length,
    ...layout.segments.flatMap(({ offset, size }) => [offset, size]),
    ...starts,
    ...modules.flat(),
  ]);
}

/** `makePart` builds the optimizer of a part; `joinStates` names the parts' states in one record, `moments` those to be shown. */
export async function fusedHub(
  context: FusedOptimizerContext,
  makePart: (name: 'designed' | 'learned', part: FusedOptimizerContext) => Promise<FusedOptimizer>,
  joinStates: (states: readonly FusedOptimizer['state'][]) => FusedOptimizer['state'],
  moments: FusedTerms['moments'],
): Promise<FusedHub> {
  const { runtime, layout, group, status, grads, update } = context;
  const segments = layout.segments.length;
  // The hand-designed proposal waits where the blend goes, the learned one in a buffer of its own.
  const sigma = runtime.buffer('learned proposal', update.size);
  const designed = await makePart('designed', context.part('designed', update));
  const learned = await makePart('learned', context.part('learned', sigma));
  const width = FIXED.length + Math.ceil(segments / MASK_BITS);
  const names = Array.from(
    { length: width },
    (_, index) => FIXED[index] ?? `inverted${index - FIXED.length}`,
  );
  const hypers = context.hyperTable(names, (config) => hyperValues(layout, config));
  const layers = runtime.buffer('layers', layerWords(layout));
  const slots = Math.floor(hypers.buffer.size / 4 / (hypers.rows * width));
  const termsAt = slots * group.count * segments * DRIVE_NAMES.length;
  const terms = group.count * MIX_TERMS.length * layout.size;
  const probes = runtime.buffer('who drives', (termsAt + terms) * 4);
  const mix = await runtime.bind(
    hubMix,
    { table: group.table, status, hypers: hypers.buffer, layers, grads, learned: sigma, update, probes },
    {
      size: layout.size,
      rows: hypers.rows,
      width,
      members: group.count,
      segments,
      kept: KEEP_NONE,
      termsAt,
    },
    { WORKGROUP: tensorThreads(runtime, layout) },
  );
  return {
    state: joinStates([designed.state, learned.state]),
    probes: { buffer: probes, names: DRIVE_NAMES, layers: segments },
    terms: {
      buffer: probes,
      first: termsAt,
      moments,
      keep: (slot) => mix.setUniforms({ kept: slot ?? KEEP_NONE }),
    },
    sigma,
    encode(pass) {
      designed.encode(pass);
      learned.encode(pass);
      pass.dispatch(mix, segments, group.count);
    },
    destroy() {
      designed.destroy();
      learned.destroy();
      runtime.free(sigma, layers, probes);
    },
  };
}
