import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { texts } from '../../texts/page';
import { IconButton } from '../IconButton';
import { IconMetaTrain } from '../icons';
import { metaTrainView, openMetaTraining, WAITS_KEY } from '../metaTrainView';

const MetaTrain = lazy(() => import('../metatrain/MetaTrain'));

/** Opens the meta-training view, and says when a run goes on behind it or waits from an earlier visit. */
export function MetaTrainButton() {
  const { open, percent } = useStore(metaTrainView);
  const button = useRef<HTMLButtonElement>(null);
  /** The view is loaded when it is first wanted, and then stays: it trains on while closed. */
  const [wanted, setWanted] = useState(false);
  useEffect(() => setWanted((was) => was || open), [open]);
  const [waits] = useState(() => {
    try {
      return localStorage.getItem(WAITS_KEY) !== null;
    } catch {
      return false;
    }
  });
  return (
    <>
      <IconButton
        ref={button}
        label={waits && !wanted ? texts.header.metaTrainWaits : texts.header.metaTrain}
        aria-haspopup="dialog"
        className="meta-train-button"
        data-waits={(waits && !wanted) || undefined}
        w="auto"
        miw={34}
        onClick={openMetaTraining}
      >
        <IconMetaTrain size={18} />
        {percent !== null && <span className="small">{percent} %</span>}
      </IconButton>
      {wanted && (
        <Suspense>
          <MetaTrain opener={button} />
        </Suspense>
      )}
    </>
  );
}
