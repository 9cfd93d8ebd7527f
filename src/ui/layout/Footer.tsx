import { IDLE } from '../../store/playground/state';
import { texts } from '../../texts/page';
import { usePlayground, useSlowState } from '../context';
import { formatBytes, formatRate } from '../format';

/** Device, executor, speed, and the version of the page. */
export function Footer() {
  const device = useSlowState((state) => state.device, 500);
  const { curves } = usePlayground();
  // The engine still tells of the run before.
  const status = useSlowState((state) => (curves.veiled ? IDLE : state.status), 500);
  const { stepsPerSecond, lanes, bytes } = status;
  return (
    <footer className="footer">
      {device && (
        <span>
          {device.adapter} · {device.backend === 'webgpu' ? 'WebGPU' : device.backend} ·{' '}
          {device.executor === 'fused' ? texts.footer.fused : texts.footer.portable}
        </span>
      )}
      {lanes > 0 && (
        <span>
          {stepsPerSecond > 0 && `${texts.footer.rate(formatRate(stepsPerSecond))} · `}
          {texts.footer.lanes(lanes)}
        </span>
      )}
      {bytes > 0 && (
        <span>
          {(device?.backend === 'cpu' ? texts.footer.memoryCpu : texts.footer.memory)(formatBytes(bytes))}
        </span>
      )}
      <span>{texts.footer.version(__APP_VERSION__)}</span>
    </footer>
  );
}
