import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ArmCurves } from '../../config/receipt';
import { recordCurves } from '../../config/runRecord';
import type { Experiment } from '../../config/types';
import { errorMessage } from '../../core/errors';
import { createScripting } from '../../engine/scripting';
import { shareTexts } from '../../texts/share';
import { usePlaygroundState } from '../context';
import { percentDone } from '../format';

const words = shareTexts.rounding;

interface RoundingCheckProps {
  /** Of the receipt. */
  readonly experiment: Experiment;
  /** Takes the curves of the run from a nudged start, in the order of its arms. */
  readonly onDone: (nudged: readonly ArmCurves[]) => void;
}

/** Offers to train once more from a start one unit in the last place away, beside the run that is shown. */
export function RoundingCheck({ experiment, onDone }: RoundingCheckProps) {
  const executor = usePlaygroundState((state) => state.device?.executor ?? 'auto');
  const [percent, setPercent] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const ending = useRef(new AbortController());
  useEffect(() => () => ending.current.abort(), []);

  const check = async () => {
    const { signal } = ending.current;
    const onProgress = ({ step, steps }: { step: number; steps: number }) =>
      setPercent(percentDone(step, steps));
    setPercent(0);
    setProblem(null);
    try {
      const { run } = createScripting(__APP_VERSION__, document.baseURI);
      onDone(recordCurves(await run(experiment, { executor, nudges: true, onProgress, signal })));
    } catch (error) {
      if (signal.aborted) return;
      setPercent(null);
      setProblem(errorMessage(error));
    }
  };
  return (
    <p className="small" role="status">
      {percent === null ? (
        <Button size="compact-sm" variant="default" title={words.hint} onClick={check}>
          {words.check}
        </Button>
      ) : (
        words.running(percent)
      )}
      {problem !== null && <span className="bad"> {words.failed(problem)}</span>}
    </p>
  );
}
