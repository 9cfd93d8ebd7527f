import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import { MAX_ARMS } from '../../config/experiment';
import { useArms } from '../arms';
import { Card } from '../Card';
import { usePlayground } from '../context';
import { IconPlus } from '../icons';
import { texts } from '../texts';
import { ArmRow } from './ArmRow';
import { families, useChooseOptimizer } from './useChooseOptimizer';

/** The optimizers that train side by side. */
export function ArmsCard() {
  const arms = useArms();
  const [open, setOpen] = useState<string | null>(null);
  return (
    <Card title={texts.arms.title} actions={<AddMenu full={arms.length >= MAX_ARMS} />}>
      <ul className="arm-list">
        {arms.map((arm, index) => (
          <ArmRow
            key={arm.id}
            arm={arm}
            index={index}
            count={arms.length}
            open={open === arm.id}
            onToggle={() => setOpen(open === arm.id ? null : arm.id)}
          />
        ))}
      </ul>
    </Card>
  );
}

function AddMenu({ full }: { readonly full: boolean }) {
  const { addArm } = usePlayground();
  const { choose, dialog } = useChooseOptimizer(addArm);
  return (
    <>
      {dialog}
      <Menu position="bottom-end" shadow="md" withArrow>
        <Menu.Target>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={14} />}
            aria-label={texts.arms.addLabel}
            disabled={full}
            title={full ? texts.arms.full(MAX_ARMS) : undefined}
          >
            {texts.arms.add}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {families.map(({ family, name, members }) => (
            <div key={family}>
              <Menu.Label>{name}</Menu.Label>
              {members.map(({ id, label }) => (
                <Menu.Item key={id} onClick={() => choose(id)}>
                  {label}
                </Menu.Item>
              ))}
            </div>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
