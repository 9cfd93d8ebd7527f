import { Menu, type MenuProps } from '@mantine/core';
import type { ReactNode } from 'react';
import { Anchor, useOpening } from './Anchor';
import type { PopupProps } from './usePopup';

/** A menu under the button it belongs to. */
export function AnchoredMenu({
  anchor,
  opened,
  onChange,
  children,
  ...rest
}: PopupProps & Pick<MenuProps, 'position' | 'width'> & { readonly children: ReactNode }) {
  return (
    <Menu
      position="bottom-end"
      shadow="md"
      withArrow
      {...rest}
      // The first item takes the focus, as in any menu, instead of an element that is none.
      withInitialFocusPlaceholder={false}
      opened={useOpening(opened)}
      onChange={onChange}
    >
      <Menu.Target>
        <Anchor element={anchor} />
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}
