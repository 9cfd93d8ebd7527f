import { Button } from '@mantine/core';
import { useState } from 'react';
import { checkpointLabel } from '../../checkpoints/catalogue';
import { optimizerName } from '../../config/armNames';
import { findMethod } from '../../methods';
import type { OptimizerConfig } from '../../optimizers/types';
import { weightsOf } from '../../store/checkpoints';
import { weightsTexts } from '../../texts/weights';
import type { ShownArm } from '../arms';
import { usePlayground, usePlaygroundState } from '../context';
import { AskWeights } from './AskWeights';
import type { WeightsRequest } from './weightsRequest';

/** Weights that an arm waits for, and the way to them. */
export default function MissingWeights({ arm }: { readonly arm: ShownArm }) {
  const { setWeights } = usePlayground();
  const checkpoints = usePlaygroundState((state) => state.checkpoints);
  const [request, setRequest] = useState<WeightsRequest | null>(null);
  const { optimizer } = arm.config;
  const missing = weightsOf(optimizer).filter((id) => checkpoints[id]?.state !== 'ready');
  const names = missing.map((id) => (id ? checkpointLabel(id) : optimizerName(optimizer)));
  const reasons = missing.flatMap((id) => {
    const status = checkpoints[id];
    return status?.state === 'failed' ? [status.reason] : [];
  });
  const text = weightsTexts.missing(names.join(', '));
  return (
    <div className="arm-missing small">
      <p>{[text, ...reasons].join(' ')}</p>
      <Button
        size="compact-xs"
        variant="default"
        aria-haspopup="dialog"
        onClick={() => setRequest({ optimizerId: optimizer.id, reason: text })}
      >
        {weightsTexts.get}
      </Button>
      <AskWeights
        request={request}
        onClose={() => setRequest(null)}
        onChoose={(choice) => {
          // Fetched as named, the arm trains already; anything else replaces what it names.
          if (!missing.includes(choice.checkpoint)) setWeights(arm.id, learnedPath(optimizer), choice);
        }}
      />
    </div>
  );
}

/** Where the learned optimizer is in an arm, as in `parts.learned.`. */
function learnedPath({ id }: OptimizerConfig): string {
  const { family, parts = {} } = findMethod(id);
  const part = Object.keys(parts).find((name) => parts[name] === 'learned');
  return family === 'learned' || part === undefined ? '' : `parts.${part}.`;
}
