import { Modal, Tabs } from '@mantine/core';
import { texts } from '../../texts/page';
import { shareTexts } from '../../texts/share';
import { EmbedTab } from './EmbedTab';
import { ExportTab } from './ExportTab';
import { LinkTab } from './LinkTab';
import { OpenTab } from './OpenTab';
import './share.css';

/** Links, files and pictures of the experiment, and the way back. */
export default function ShareDialog({ onClose }: { readonly onClose: () => void }) {
  const { tabs, title } = shareTexts;
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size="lg"
      closeButtonProps={{ 'aria-label': texts.dialog.close }}
    >
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
    </Modal>
  );
}
