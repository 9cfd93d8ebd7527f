import { Modal, type ModalProps } from '@mantine/core';
import type { RefObject } from 'react';
import { texts } from '../texts/page';
import { useReturnedFocus } from './useReturnedFocus';

interface DialogProps extends Omit<ModalProps, 'opened' | 'returnFocus' | 'closeButtonProps'> {
  /** Default: as long as it is rendered. */
  readonly opened?: boolean;
  /** The button that opens it, where that is always the same one. */
  readonly opener?: RefObject<HTMLElement | null>;
}

/**
 * A dialogue that gives the focus back to the button that opened it. Mantine's own way does so only for a dialogue that
 * was there, closed, before: not for one that is loaded when it is first wanted.
 */
export function Dialog({ opened = true, opener, ...rest }: DialogProps) {
  useReturnedFocus(opened, opener);
  return (
    <Modal
      opened={opened}
      returnFocus={false}
      closeButtonProps={{ 'aria-label': texts.dialog.close }}
      {...rest}
    />
  );
}
