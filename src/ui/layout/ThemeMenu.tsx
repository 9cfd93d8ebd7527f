import { type MantineColorScheme, Menu, useMantineColorScheme } from '@mantine/core';
import { IconButton } from '../IconButton';
import { IconAuto, IconMoon, IconSun } from '../icons';
import { texts } from '../texts';

const icons = { auto: IconAuto, light: IconSun, dark: IconMoon } as const;

/** Light, dark, or as the system has it. */
export function ThemeMenu() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Icon = icons[colorScheme];
  return (
    <Menu position="bottom-end" shadow="md" withArrow>
      <Menu.Target>
        <IconButton label={texts.header.theme}>
          <Icon size={17} />
        </IconButton>
      </Menu.Target>
      <Menu.Dropdown>
        {(Object.keys(icons) as MantineColorScheme[]).map((scheme) => (
          <Menu.RadioItem
            key={scheme}
            value={scheme}
            checked={scheme === colorScheme}
            closeMenuOnClick
            onChange={() => setColorScheme(scheme)}
          >
            {texts.header.themes[scheme]}
          </Menu.RadioItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
