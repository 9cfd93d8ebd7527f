import { Button } from '@mantine/core';
import { useState } from 'react';
import { findCheckpoint } from '../../checkpoints/catalogue';
import { weightsName } from '../../config/armNames';
import type { OptimizerConfig } from '../../optimizers/types';
import { weightsTexts } from '../../texts/weights';
import type { ShownArm } from '../arms';
import { usePlayground, usePlaygroundState } from '../context';
import { WhatIs } from '../how/HowPlace';
import { AskWeights } from './AskWeights';
import type { WeightsRequest } from './weightsRequest';

interface WeightsRowProps {
  readonly arm: ShownArm;
  /** The learned optimizer. */
  readonly config: OptimizerConfig;
  /** Where it is in the arm, as in `parts.learned.`; "" for the arm's own. */
  readonly path: string;
}

/** Which weights a learned optimizer has, and the way to others. */
export function WeightsRow({ arm, config, path }: WeightsRowProps) {
  const { setWeights } = usePlayground();
  const { checkpoint } = config;
  const status = usePlaygroundState((state) => (checkpoint ? state.checkpoints[checkpoint] : undefined));
  const [request, setRequest] = useState<WeightsRequest | null>(null);
  const own = status?.state === 'ready' ? status.name : undefined;
  const name =
    checkpoint === undefined
      ? weightsTexts.none
      : (own ?? findCheckpoint(checkpoint)?.label ?? `${weightsTexts.own} ${weightsName(checkpoint)}…`);
  return (
    <>
      <div className="option-line">
        <span className="option-name">
          <span className="option-label plain-label">
            {weightsTexts.label} <b className="weights-name">{name}</b>
          </span>
          <WhatIs label={weightsTexts.label} />
        </span>
        <Button
          size="compact-xs"
          variant="default"
          aria-haspopup="dialog"
          // As a part, any learned optimizer will do: its owner has the say.
          onClick={() =>
            setRequest({
              optimizerId: path === '' ? config.id : arm.config.optimizer.id,
              current: checkpoint,
            })
          }
        >
          {checkpoint === undefined ? weightsTexts.choose : weightsTexts.change}
        </Button>
      </div>
      {status?.state === 'failed' && <p className="small bad">{status.reason}</p>}
      <AskWeights
        request={request}
        onClose={() => setRequest(null)}
        onChoose={(choice) => setWeights(arm.id, path, choice)}
      />
    </>
  );
}
