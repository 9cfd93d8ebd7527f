import { lazy, Suspense } from 'react';
import type { LearnedChoice } from '../../store/checkpoints';

const WeightsDialog = lazy(() => import('./WeightsDialog'));

/** What weights are wanted for. */
export interface WeightsRequest {
  /** Of whose learned part; only its weights will do, where it is learned itself. */
  readonly optimizerId: string;
  /** Why the dialogue opens, where the reader did not ask for it. */
  readonly reason?: string;
  /** It opens because no weights that come with the page can be loaded. */
  readonly isForLackOfBuiltIn?: boolean;
  /** Weights in use now. */
  readonly current?: string;
}

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
