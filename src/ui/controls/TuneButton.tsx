import { Button } from '@mantine/core';
import { lazy, Suspense, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { sweepable } from '../../store/sweep';
import { findTask } from '../../tasks';
import { texts } from '../../texts/page';
import { usePlayground, usePlaygroundState } from '../context';

const TuneDialog = lazy(() => import('./TuneDialog'));

/** Opens the sweep over learning rates; while one goes on it says how far it is. */
export function TuneButton() {
  const { sweep } = usePlayground();
  const going = useStore(sweep.store, (state) => state.going);
  const any = usePlaygroundState(({ experiment }) => sweepable(experiment).length > 0);
  const taskId = usePlaygroundState(({ experiment }) => experiment.task.id);
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  if (!any && !going) return null;
  // What is tuned may be behind another tab.
  const where = going && going.taskId !== taskId ? `${findTask(going.taskId).label} ` : '';
  const share = going && Math.floor((100 * going.done) / going.total);
  return (
    <>
      <Button
        ref={button}
        size="compact-sm"
        variant="default"
        aria-haspopup="dialog"
        aria-label={texts.arms.tuneLabel}
        onClick={() => setOpen(true)}
      >
        {share === null ? texts.arms.tune : `${where}${share} %`}
      </Button>
      {open && (
        <Suspense>
          <TuneDialog opener={button} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
