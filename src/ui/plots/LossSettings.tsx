import { Checkbox, Stack } from '@mantine/core';
import { AnchoredPopover } from '../popup/AnchoredPopover';
import type { PopupProps } from '../popup/usePopup';
import { texts } from '../texts';
import type { LossChartOptions } from './lossChartData';

interface LossSettingsProps {
  readonly popup: PopupProps;
  readonly options: LossChartOptions;
  readonly onChange: (part: Partial<LossChartOptions>) => void;
}

/** What is rarely changed of the loss chart. */
export default function LossSettings({ popup, options, onChange: change }: LossSettingsProps) {
  return (
    <AnchoredPopover {...popup}>
      <Stack gap="xs">
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
      </Stack>
    </AnchoredPopover>
  );
}
