import { Button, NativeSelect, Stack } from '@mantine/core';
import { useState } from 'react';
import { numberOption } from '../../core/option';
import { texts } from '../../texts/page';
import { usePlayground, usePlaygroundState } from '../context';
import { checkNumber } from '../controls/NumberControl';
import { NumberField } from '../controls/NumberField';
import { AnchoredPopover } from '../popup/AnchoredPopover';
import type { PopupProps } from '../popup/usePopup';

/** Steps per second one may choose; null is unlimited. */
const SPEEDS: readonly (number | null)[] = [null, 1000, 100, 10, 3, 1];

/** A step to run to, and the limit of speed. */
export default function RunSettings(popup: PopupProps) {
  return (
    <AnchoredPopover {...popup} position="bottom">
      <Settings onRun={() => popup.onChange(false)} />
    </AnchoredPopover>
  );
}

function Settings({ onRun }: { readonly onRun: () => void }) {
  const playground = usePlayground();
  const step = usePlaygroundState((state) => state.status.step);
  const steps = usePlaygroundState((state) => state.experiment.steps);
  const speed = usePlaygroundState((state) => state.speed);
  const [target, setTarget] = useState(Math.min(steps, step + 100));
  const spec = numberOption({
    label: texts.transport.runTo,
    help: '',
    default: steps,
    min: 1,
    max: steps,
    scale: 'linear',
    integer: true,
  });
  return (
    <Stack gap="sm">
      <div className="option-line">
        <span className="option-label plain-label">{texts.transport.runTo}</span>
        <NumberField
          whole
          value={target}
          label={texts.transport.runTo}
          check={(value) => checkNumber(spec, value)}
          onCommit={setTarget}
          nudge={(value, by) => Math.min(steps, Math.max(1, value + by))}
        />
        <Button
          size="compact-sm"
          disabled={target <= step}
          onClick={() => {
            playground.runTo(target);
            onRun();
          }}
        >
          {texts.transport.run}
        </Button>
      </div>
      <NativeSelect
        size="xs"
        label={texts.transport.speed}
        value={String(speed ?? '')}
        onChange={(event) =>
          playground.setSpeed(event.currentTarget.value === '' ? null : Number(event.currentTarget.value))
        }
        data={SPEEDS.map((value) => ({
          value: String(value ?? ''),
          label: value === null ? texts.transport.speeds.unlimited : texts.transport.speeds.perSecond(value),
        }))}
      />
    </Stack>
  );
}
