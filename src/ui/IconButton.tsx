import { ActionIcon, type ActionIconProps, Tooltip } from '@mantine/core';
import type { ComponentPropsWithoutRef, ReactNode } from 'react';

interface IconButtonProps
  extends ActionIconProps,
    Omit<ComponentPropsWithoutRef<'button'>, keyof ActionIconProps> {
  /** Name and tooltip. */
  readonly label: string;
  readonly children: ReactNode;
}

/** A button that is an icon, with a name for everyone. */
export function IconButton({ label, children, ...rest }: IconButtonProps) {
  return (
    <Tooltip label={label} openDelay={400} withArrow>
      <ActionIcon variant="default" size={34} aria-label={label} {...rest}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
