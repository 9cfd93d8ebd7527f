import { Button, Drawer } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { texts } from '../../texts/page';
import { ArmsCard } from '../controls/ArmsCard';
import { ExperimentCard } from '../controls/ExperimentCard';
import { askedControl, useHowTopic } from '../how/howAddress';
import { TransportButtons } from './Transport';
import { UndoButtons } from './UndoButtons';

/** On narrow screens: the transport at the thumb, and the controls in a sheet under the chart. */
export default function MobileBar() {
  const [open, setOpen] = useState(false);
  const asked = useStore(askedControl, ({ place }) => place !== null);
  useEffect(() => {
    if (asked) setOpen(true);
  }, [asked]);
  const explaining = useHowTopic() !== null;
  useEffect(() => {
    if (explaining) setOpen(false);
  }, [explaining]);
  return (
    <>
      <div className="mobile-bar">
        <Button variant="default" aria-haspopup="dialog" onClick={() => setOpen(true)}>
          {texts.mobile.arms}
        </Button>
        <TransportButtons />
      </div>
      <Drawer
        position="bottom"
        size="58%"
        opened={open}
        returnFocus={!explaining}
        onClose={() => setOpen(false)}
        title={texts.mobile.sheet}
        closeButtonProps={{ 'aria-label': texts.dialog.close }}
        overlayProps={{ backgroundOpacity: 0.12 }}
        classNames={{ content: 'sheet', body: 'sheet-body' }}
      >
        <div className="sheet-tools">
          <UndoButtons />
        </div>
        <ArmsCard />
        <ExperimentCard />
      </Drawer>
    </>
  );
}
