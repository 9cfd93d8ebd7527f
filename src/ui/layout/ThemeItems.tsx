import { type MantineColorScheme, Menu, useMantineColorScheme } from '@mantine/core';
import { texts } from '../../texts/page';
import { AnchoredMenu } from '../popup/AnchoredMenu';
import type { PopupProps } from '../popup/usePopup';

/** The themes to choose from. */
export default function ThemeItems(popup: PopupProps) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <AnchoredMenu {...popup}>
      {(Object.keys(texts.header.themes) as MantineColorScheme[]).map((scheme) => (
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
    </AnchoredMenu>
  );
}
