import { ActionIcon, type ActionIconProps } from '@mantine/core';
import type { ComponentPropsWithRef, ReactNode } from 'react';
import { useTip } from './popup/useTip';

interface IconButtonProps
  extends ActionIconProps,
    Omit<ComponentPropsWithRef<'button'>, keyof ActionIconProps> {
  /** Name and tooltip. */
  readonly label: string;
  readonly children: ReactNode;
}

/** A button that is an icon, with a name for everyone. */
export function IconButton({ label, children, ...rest }: IconButtonProps) {
  const { tip, handlers } = useTip(label);
  return (
    <>
      <ActionIcon variant="default" size={34} aria-label={label} {...handlers} {...rest}>
        {children}
      </ActionIcon>
      {tip}
    </>
  );
}
