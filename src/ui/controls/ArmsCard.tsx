import { Button } from '@mantine/core';
import { lazy, useCallback, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { MAX_ARMS } from '../../config/experiment';
import { texts } from '../../texts/page';
import { useArms } from '../arms';
import { Card } from '../Card';
import { usePlayground } from '../context';
import { askedControl } from '../how/howAddress';
import { IconPlus } from '../icons';
import { usePopup } from '../popup/usePopup';
import { ArmRow } from './ArmRow';
import { TuneButton } from './TuneButton';
import { useChooseOptimizer } from './useChooseOptimizer';

const OptimizerItems = lazy(() => import('./OptimizerItems'));

/** The optimizers that train side by side. */
export function ArmsCard() {
  const arms = useArms();
  const [open, setOpen] = useState<string | null>(null);
  const toggle = useCallback((id: string) => setOpen((now) => (now === id ? null : id)), []);
  const asked = useStore(askedControl, ({ place }) => place?.armId);
  useEffect(() => {
    if (asked) setOpen(asked);
  }, [asked]);
  return (
    <Card
      title={texts.arms.title}
      actions={
        <>
          <TuneButton />
          <AddMenu full={arms.length >= MAX_ARMS} />
        </>
      }
    >
      <ul className="arm-list">
        {arms.map((arm, index) => (
          <ArmRow
            key={arm.id}
            arm={arm}
            index={index}
            count={arms.length}
            open={open === arm.id}
            onToggle={toggle}
          />
        ))}
      </ul>
    </Card>
  );
}

function AddMenu({ full }: { readonly full: boolean }) {
  const { addArm } = usePlayground();
  const popup = usePopup('menu');
  const { choose, dialog } = useChooseOptimizer(addArm);
  return (
    <>
      {dialog}
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconPlus size={14} />}
        aria-label={texts.arms.addLabel}
        disabled={full}
        title={full ? texts.arms.full(MAX_ARMS) : undefined}
        {...popup.target}
      >
        {texts.arms.add}
      </Button>
      {popup.show((props) => (
        <OptimizerItems popup={props} onChoose={choose} />
      ))}
    </>
  );
}
