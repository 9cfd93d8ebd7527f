/**
 * HUB: a mix of a hand-designed and a learned proposal, per parameter.
 *
 * Source: arXiv:2305.16823, equations 3, 7 to 11. Both parts see the same parameters, gradient and loss and
 * keep their own state; the parameters move by the blend. The softmax is over the flattened layer, of the
 * raw gradient; clipped weights are not normalised again. Our additions: temperature, constant share,
 * `layer`, and leaving out a proposal that is not finite.
 */
import { ConfigError } from '../../core/errors';
import { optimizerTexts } from '../../texts/optimizers';
import type { ObservedContext } from '../learned/learnedOptimizer';
import { partState, prefixed } from '../partStates';
import type {
  FusedOptimizer,
  FusedOptimizerContext,
  Optimizer,
  OptimizerConfig,
  PortableOptimizer,
} from '../types';
import { hubFormula } from './formula';
import { type HubOptions, hubOptions, hubSettings } from './settings';
import { blendProposals, handShares, invertedMask, invertedSegments } from './shares';
import { DRIVE_NAMES, whoDrives } from './whoDrives';

const words = optimizerTexts.hub;

function check(config: OptimizerConfig, field: string): void {
  const { upper, lower } = hubSettings(config);
  if (lower > upper) {
    throw new ConfigError(
      `${field}.options.lower`,
      `the lower bound B must not exceed the upper bound A, got B = ${lower} and A = ${upper}`,
    );
  }
}

const PARTS = ['designed', 'learned'] as const;

/** States of both in one record. */
const joinStates = <T>(states: readonly Readonly<Record<string, T>>[]): Record<string, T> =>
  Object.assign({}, ...states.map((state, index) => prefixed(PARTS[index], state)));

/** Vectors of the hand-designed part's state, by their names there, under those of the mix's state. */
const momentsOf = ({ stateSymbols = {} }: Optimizer): Record<string, string> =>
  Object.fromEntries(Object.keys(stateSymbols).map((name) => [name, `designed.${name}`]));

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
      moments: momentsOf(find(config.parts!.designed.id)),
      init: () => joinStates(parts.map((part) => part.init())),
      update(input, state) {
        const options = hubSettings(input.config);
        const results = parts.map((part, index) =>
          part.update(
            { ...input, config: input.config.parts![PARTS[index]] },
            partState(PARTS[index], state),
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
            ? { terms: { grads: input.grads, rawSigma: raw, sigma, share: mix.share, hand, learned } }
            : {}),
        };
      },
      dispose: () => {
        for (const part of parts) part.dispose?.();
      },
    };
  }

  async function fused(context: FusedOptimizerContext): Promise<FusedOptimizer> {
    const { fusedHub } = await import('./fused');
    for (const config of context.configs()) check(config, 'optimizer');
    const parts = context.configs()[0].parts!;
    return fusedHub(
      context,
      (name, part) => find(parts[name].id).fused(part),
      joinStates,
      momentsOf(find(parts.designed.id)),
    );
  }

  return {
    id: 'hub',
    label: words.label,
    family: 'hybrid',
    summary: words.summary,
    formula: String.raw`\begin{aligned}
\sigma_i &= \mathrm{clip}_B^A\!\left(\frac{e^{|g_i|/\tau}}{\sum_{j \in \text{layer}} e^{|g_j|/\tau}}\right) \\
U &= \sigma\, U_H + (1-\sigma)\, U_L
\end{aligned}`,
    formulaOf: (options) => hubFormula(options as HubOptions),
    options: hubOptions,
    parts: { designed: 'designed', learned: 'learned' },
    check,
    portable,
    fused,
  };
}
