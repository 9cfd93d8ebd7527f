import { Popover, type PopoverProps } from '@mantine/core';
import { Anchor, useOpening } from './Anchor';
import type { PopupProps } from './usePopup';

/** A popover under the button it belongs to; the focus goes in, and back. */
export function AnchoredPopover({
  anchor,
  opened,
  onChange,
  children,
  ...rest
}: PopupProps & Omit<PopoverProps, 'opened' | 'onChange'>) {
  return (
    <Popover
      position="bottom-end"
      shadow="md"
      withArrow
      trapFocus
      returnFocus
      {...rest}
      opened={useOpening(opened)}
      onChange={onChange}
    >
      <Popover.Target>
        <Anchor element={anchor} />
      </Popover.Target>
      <Popover.Dropdown>{children}</Popover.Dropdown>
    </Popover>
  );
}
