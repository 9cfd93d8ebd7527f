import { Checkbox, Stack } from '@mantine/core';
import { numberOption } from '../../core/option';
import { type ChartView, MAX_SMOOTHING } from '../../store/chartView';
import { texts } from '../../texts/page';
import { NumberControl } from '../controls/NumberControl';
import { AnchoredPopover } from '../popup/AnchoredPopover';
import type { PopupProps } from '../popup/usePopup';
import { RangeRow } from './RangeRow';

interface LossSettingsProps {
  readonly popup: PopupProps;
  readonly options: ChartView;
  /** Whether there is anything that tuning tried. */
  readonly hasTried: boolean;
  readonly onChange: (part: Partial<ChartView>) => void;
}

const smoothingSpec = numberOption({
  label: texts.loss.smoothing,
  help: texts.loss.smoothingHelp,
  unit: texts.loss.smoothingUnit,
  default: 0,
  min: 2,
  max: MAX_SMOOTHING,
  scale: 'log',
  integer: true,
  allowZero: true,
  zero: texts.option.off,
});

/** Settings of the loss chart that are rarely changed. */
export default function LossSettings({ popup, options, hasTried, onChange: change }: LossSettingsProps) {
  return (
    <AnchoredPopover {...popup}>
      <Stack gap="xs" w={250}>
        <Checkbox
          label={texts.loss.members}
          checked={options.members}
          onChange={(event) => change({ members: event.currentTarget.checked })}
        />
        <Checkbox
          label={texts.loss.logX}
          checked={options.logX}
          onChange={(event) => change({ logX: event.currentTarget.checked })}
        />
        {hasTried && (
          <Checkbox
            label={texts.loss.tried}
            checked={options.tried}
            onChange={(event) => change({ tried: event.currentTarget.checked })}
          />
        )}
        <RangeRow
          label={texts.loss.xRange}
          range={options.xRange}
          log={options.logX}
          onChange={(xRange) => change({ xRange })}
        />
        <RangeRow
          label={texts.loss.yRange}
          range={options.yRange}
          log={options.logY}
          onChange={(yRange) => change({ yRange })}
        />
        <NumberControl
          spec={smoothingSpec}
          value={options.smoothing}
          live
          onChange={(smoothing) => change({ smoothing })}
        />
      </Stack>
    </AnchoredPopover>
  );
}
