/**
 * HUB: a mix of a hand-designed and a learned proposal, per parameter.
 *
 * Source: arXiv:2305.16823, equations 3, 7 to 11. Both parts see the same parameters, gradient and loss and
 * keep their own state; the parameters move by the blend. The softmax is over the flattened layer, of the
 * raw gradient; clipped weights are not normalised again. Our additions: temperature, constant share,
 * `layer`, and leaving out a proposal that is not finite.
 */
import { ConfigError } from '../core/errors';
import { choiceOption, flagOption, numberOption } from '../core/option';
import { blendProposals, type HubOptions, handShares, invertedMask, invertedSegments } from './hubWeights';
import type { ObservedContext } from './learned';
import type {
  FusedOptimizer,
  FusedOptimizerContext,
  Optimizer,
  OptimizerConfig,
  PortableOptimizer,
  PortableState,
} from './types';
import { DRIVE_NAMES, whoDrives } from './whoDrives';

export const hubOptions = {
  weighting: choiceOption({
    default: 'softmax',
    choices: [
      { value: 'softmax', label: 'Softmax of |g|' },
      { value: 'manual', label: 'Constant share' },
    ],
    label: 'Weighting',
    help: 'What decides the hand-designed share σ of each parameter: the softmax of its gradient’s magnitude over the layer (the paper’s), or one number for all.',
  }),
  temperature: numberOption({
    default: 1,
    min: 1e-4,
    max: 1e4,
    scale: 'log',
    label: 'Temperature',
    help: 'Gradients are divided by it before the softmax. 1 is the paper’s; small values give the largest gradient everything, large ones make all shares 1/K.',
    symbol: '\\tau',
    when: ({ weighting }) => weighting === 'softmax',
  }),
  share: numberOption({
    default: 0.5,
    min: 0,
    max: 1,
    scale: 'linear',
    step: 0.01,
    label: 'Hand-designed share',
    help: 'σ of every parameter: 1 is the hand-designed optimizer alone, 0 the learned one.',
    symbol: '\\sigma',
    when: ({ weighting }) => weighting === 'manual',
  }),
  invert: flagOption({
    default: false,
    label: 'Invert',
    help: 'Exchanges the shares (equation 7): σ goes to the learned proposal, so large layers are mostly hand-designed.',
    when: ({ blocks }) => blocks === 'off',
  }),
  upper: numberOption({
    default: 1,
    min: 0,
    max: 1,
    scale: 'linear',
    step: 0.001,
    label: 'Upper bound A',
    help: 'Larger σ are set to A (equation 11). Clipped shares are not normalised again.',
    symbol: 'A',
  }),
  lower: numberOption({
    default: 0,
    min: 0,
    max: 1,
    scale: 'linear',
    step: 0.001,
    label: 'Lower bound B',
    help: 'Smaller σ are set to B (equation 11), at most A. In a wide layer nearly every σ is below it, so the mix becomes the constant share B.',
    symbol: 'B',
  }),
  blocks: choiceOption({
    default: 'off',
    choices: [
      { value: 'off', label: 'Same everywhere' },
      { value: 'prose', label: 'As the text says: new blocks learned' },
      { value: 'printed', label: 'As equations 8 and 9 are printed' },
      { value: 'listed', label: 'As listed per tensor' },
    ],
    label: 'Per block',
    help: 'The paper weights new blocks (the head) and older ones differently, but its text and its equations 8 and 9 disagree. By the text, new blocks take σ and older ones the inverted weights; by the printed equations the other way round. We read the text as meant.',
  }),
  newBlocks: numberOption({
    default: 1,
    min: 0,
    max: 32,
    scale: 'linear',
    step: 1,
    integer: true,
    label: 'New blocks',
    help: 'How many modules, counted from the last, are the new blocks.',
    when: ({ blocks }) => blocks === 'prose' || blocks === 'printed',
  }),
  layer: choiceOption({
    default: 'tensor',
    choices: [
      { value: 'tensor', label: 'One tensor' },
      { value: 'module', label: 'Weight and bias together' },
    ],
    label: 'Layer',
    help: 'What the softmax runs over. The paper says layer; a tensor is also the unit of VeLO and Celo.',
    when: ({ weighting }) => weighting === 'softmax',
  }),
  skipNonFinite: flagOption({
    default: true,
    label: 'Leave out non-finite proposals',
    help: 'Our addition, not in the paper: where one proposal is not a finite number, the other is taken whole. Off: the run diverges.',
  }),
} as const;

function check(config: OptimizerConfig, field: string): void {
  const { upper, lower } = config.options as unknown as HubOptions;
  if (lower > upper) {
    throw new ConfigError(
      `${field}.options.lower`,
      `the lower bound B must not exceed the upper bound A, got B = ${lower} and A = ${upper}`,
    );
  }
}

const PARTS = ['designed', 'learned'] as const;

/** States of the parts in one record: `designed.mu`, `learned.scheduler`, ... */
const joinStates = <T>(states: readonly Readonly<Record<string, T>>[]): Record<string, T> =>
  Object.fromEntries(
    states.flatMap((state, index) =>
      Object.entries(state).map(([name, value]) => [`${PARTS[index]}.${name}`, value]),
    ),
  );

const partState = (state: PortableState, part: string): PortableState =>
  Object.fromEntries(
    Object.entries(state).flatMap(([name, tensor]) =>
      name.startsWith(`${part}.`) ? [[name.slice(part.length + 1), tensor]] : [],
    ),
  );

/** HUB of any hand-designed and any learned optimizer; `find` gives an optimizer by id. */
export function makeHub(find: (id: string) => Optimizer): Optimizer<typeof hubOptions> {
  function portable(context: ObservedContext): PortableOptimizer {
    const { tf, layout, config, observe } = context;
    check(config, 'optimizer');
    const parts = PARTS.map((name) => {
      const own = config.parts![name];
      return find(own.id).portable({ ...context, config: own });
    });
    return {
      probeNames: DRIVE_NAMES,
      init: () => joinStates(parts.map((part) => part.init())),
      update(input, state) {
        const options = input.config.options as unknown as HubOptions;
        const results = parts.map((part, index) =>
          part.update(
            { ...input, config: input.config.parts![PARTS[index]] },
            partState(state, PARTS[index]),
          ),
        );
        const [hand, learned] = results.map((result) => result.update);
        const { raw, sigma } = handShares(tf, layout, input.grads, options);
        observe?.('sigma', sigma, -1);
        const inverted = invertedMask(tf, layout, input.config);
        const mix = blendProposals(tf, sigma, inverted, hand, learned, options.skipNonFinite);
        const flags = invertedSegments(layout, input.config);
        return {
          update: mix.blend,
          state: joinStates(results.map((result) => result.state)),
          ...(input.probe
            ? {
                probes: whoDrives(tf, layout, options.layer, {
                  ...mix,
                  sigma,
                  hand,
                  learned,
                  grads: input.grads,
                  inverted: flags,
                }),
              }
            : {}),
          ...(input.dissect
            ? { parts: { grads: input.grads, rawSigma: raw, sigma, share: mix.share, hand, learned } }
            : {}),
        };
      },
      dispose: () => {
        for (const part of parts) part.dispose?.();
      },
    };
  }

  async function fused(context: FusedOptimizerContext): Promise<FusedOptimizer> {
    const { fusedHub } = await import('./hubFused');
    for (const config of context.configs()) check(config, 'optimizer');
    return fusedHub(
      context,
      (name, part) => find(context.configs()[0].parts![name].id).fused(part),
      joinStates,
    );
  }

  return {
    id: 'hub',
    label: 'HUB',
    family: 'hybrid',
    summary:
      'Mixes a hand-designed and a learned proposal per parameter, by a softmax over the layer’s gradient magnitudes.',
    formula: String.raw`\begin{aligned}
\sigma_i &= \mathrm{clip}_B^A\!\left(\frac{e^{|g_i|/\tau}}{\sum_{j \in \text{layer}} e^{|g_j|/\tau}}\right) \\
U &= \sigma\, U_H + (1-\sigma)\, U_L
\end{aligned}`,
    options: hubOptions,
    parts: { designed: 'designed', learned: 'learned' },
    check,
    portable,
    fused,
  };
}
