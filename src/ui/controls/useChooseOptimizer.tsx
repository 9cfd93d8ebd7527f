import { type ReactNode, useState } from 'react';
import { methods } from '../../methods';
import type { Optimizer } from '../../optimizers/types';
import type { LearnedChoice } from '../../store/checkpoints';
import { wantsWeights } from '../../store/edit';
import { texts } from '../../texts/page';
import { AskWeights } from '../checkpoints/AskWeights';
import type { WeightsRequest } from '../checkpoints/weightsRequest';
import { usePlayground } from '../context';

/** Families in the order they are listed, with their members. */
export const families = (Object.entries(texts.arms.families) as [Optimizer['family'], string][])
  .map(([family, name]) => ({
    family,
    name,
    members: methods.filter((optimizer) => optimizer.family === family),
  }))
  .filter(({ members }) => members.length > 0);

/**
 * Chooses an optimizer: at once, or, where it has no weights that come with the page, after asking for them.
 * `dialog` is to be rendered.
 */
export function useChooseOptimizer(onChoose: (optimizerId: string, learned?: LearnedChoice) => void): {
  readonly choose: (optimizerId: string) => void;
  readonly dialog: ReactNode;
} {
  const { defaultWeights } = usePlayground();
  const [asked, setAsked] = useState<WeightsRequest | null>(null);
  const choose = async (optimizerId: string) => {
    if (!wantsWeights(optimizerId)) return onChoose(optimizerId);
    const learned = await defaultWeights(optimizerId);
    if (learned) return onChoose(optimizerId, learned);
    setAsked({ optimizerId, isForLackOfBuiltIn: true });
  };
  return {
    choose,
    dialog: (
      <AskWeights
        request={asked}
        onClose={() => setAsked(null)}
        onChoose={(learned) => asked && onChoose(asked.optimizerId, learned)}
      />
    ),
  };
}
