import { texts } from '../../texts/page';
import { usePlayground, useSlowState } from '../context';
import { formatBytes, formatCount, formatMicroseconds } from '../format';
import { OptionLabel } from './OptionLabel';

const words = texts.experiment;

/** What the experiment takes of the device: weights and memory as soon as they are known, time once it trains. */
export function SizeNote() {
  const { curves } = usePlayground();
  const status = useSlowState((state) => state.status, 500);
  const isCpu = useSlowState((state) => state.device?.backend === 'cpu', 500);
  const { size, stepsPerSecond, state } = status;
  // The engine may still tell of the run before.
  if (!size || (curves.veiled && state !== 'preparing')) return null;
  const memory = formatBytes(size.bytes);
  return (
    <div className="option-line size-note">
      <OptionLabel spec={{ label: words.size, help: words.sizeHelp }} />
      <output className="small">
        {words.sizeOf(formatCount(size.params), size.lanes, memory, isCpu)}
        {stepsPerSecond > 0 && ` · ${words.timeOf(formatMicroseconds(1e6 / stepsPerSecond))}`}
      </output>
    </div>
  );
}
