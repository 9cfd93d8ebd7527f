import { Tabs } from '@mantine/core';
import type { RefObject } from 'react';
import { shareTexts } from '../../texts/share';
import { Dialog } from '../Dialog';
import { EmbedTab } from './EmbedTab';
import { ExportTab } from './ExportTab';
import { LinkTab } from './LinkTab';
import { OpenTab } from './OpenTab';
import './share.css';

interface ShareDialogProps {
  readonly opener: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

/** Links, files and pictures of the experiment, and the way back. */
export default function ShareDialog({ opener, onClose }: ShareDialogProps) {
  const { tabs, title } = shareTexts;
  return (
    <Dialog opener={opener} onClose={onClose} title={title} size="lg">
      <Tabs defaultValue="link" keepMounted={false} className="share">
        <Tabs.List>
          {(Object.keys(tabs) as (keyof typeof tabs)[]).map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {tabs[tab]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="link">
          <LinkTab />
        </Tabs.Panel>
        <Tabs.Panel value="export">
          <ExportTab />
        </Tabs.Panel>
        <Tabs.Panel value="embed">
          <EmbedTab />
        </Tabs.Panel>
        <Tabs.Panel value="open">
          <OpenTab onOpened={onClose} />
        </Tabs.Panel>
      </Tabs>
    </Dialog>
  );
}
