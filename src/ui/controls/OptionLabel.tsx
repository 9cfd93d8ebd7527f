import { Tooltip } from '@mantine/core';
import { WhatIs } from '../how/HowPlace';

interface OptionLabelProps {
  readonly spec: { readonly label: string; readonly help: string };
}

/** An option's name; its help appears when pointed at or touched (and is read out with the control), and a link to where it is explained. */
export function OptionLabel({ spec }: OptionLabelProps) {
  return (
    <span className="option-name">
      <Tooltip
        label={spec.help}
        multiline
        w={260}
        openDelay={250}
        withArrow
        position="top-start"
        events={{ hover: true, focus: true, touch: true }}
      >
        <span className="option-label">{spec.label}</span>
      </Tooltip>
      <WhatIs label={spec.label} />
    </span>
  );
}
