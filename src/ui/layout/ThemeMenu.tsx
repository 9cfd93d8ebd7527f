import { useMantineColorScheme } from '@mantine/core';
import { lazy } from 'react';
import { texts } from '../../texts/page';
import { IconButton } from '../IconButton';
import { IconAuto, IconMoon, IconSun } from '../icons';
import { usePopup } from '../popup/usePopup';

const icons = { auto: IconAuto, light: IconSun, dark: IconMoon } as const;

const ThemeItems = lazy(() => import('./ThemeItems'));

/** Light, dark, or as the system has it. */
export function ThemeMenu() {
  const popup = usePopup('menu');
  const Icon = icons[useMantineColorScheme().colorScheme];
  return (
    <>
      <IconButton label={texts.header.theme} {...popup.target}>
        <Icon size={17} />
      </IconButton>
      {popup.show((props) => (
        <ThemeItems {...props} />
      ))}
    </>
  );
}
