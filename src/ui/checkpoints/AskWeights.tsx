import { lazy, Suspense } from 'react';
import type { LearnedChoice } from '../../store/checkpoints';
import type { WeightsRequest } from './weightsRequest';

const WeightsDialog = lazy(() => import('./WeightsDialog'));

interface AskWeightsProps {
  readonly request: WeightsRequest | null;
  readonly onChoose: (choice: LearnedChoice) => void;
  readonly onClose: () => void;
}

/** Asks for weights of a learned optimizer while there is a request. */
export function AskWeights({ request, onChoose, onClose }: AskWeightsProps) {
  if (!request) return null;
  return (
    <Suspense>
      <WeightsDialog
        request={request}
        onClose={onClose}
        onChoose={(choice) => {
          onClose();
          onChoose(choice);
        }}
      />
    </Suspense>
  );
}
