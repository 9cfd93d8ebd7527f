import { texts } from '../../texts/page';
import { useArmFaces } from '../arms';
import { usePlayground, useSlowState } from '../context';
import { OptionLabel } from './OptionLabel';

/** Shows that all optimizers set out from the same parameters, by their checksum. */
export function StartChecksum() {
  const starts = useSlowState((state) => state.status.starts, 500);
  const arms = useArmFaces();
  const { curves } = usePlayground();
  // The engine may still tell of the run before.
  if (!starts || starts.length === 0 || curves.veiled) return null;
  const [first] = starts;
  const same = starts.every(({ checksum }) => checksum === first.checksum);
  return (
    <div className="option-line start-checksum">
      <OptionLabel spec={{ label: texts.experiment.start, help: texts.experiment.startHelp }} />
      {same ? (
        <output className="small">{texts.experiment.startSame(first.checksum, starts.length)}</output>
      ) : (
        <output className="small bad">
          {texts.experiment.startDiffers}{' '}
          {starts
            .map(
              ({ armId, checksum }) => `${arms.find(({ id }) => id === armId)?.label ?? armId} ${checksum}`,
            )
            .join(', ')}
        </output>
      )}
    </div>
  );
}
