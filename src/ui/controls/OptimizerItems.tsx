import { Menu } from '@mantine/core';
import { AnchoredMenu } from '../popup/AnchoredMenu';
import type { PopupProps } from '../popup/usePopup';
import { families } from './useChooseOptimizer';

interface OptimizerItemsProps {
  readonly popup: PopupProps;
  readonly onChoose: (optimizerId: string) => void;
}

/** Every optimizer there is, by family. */
export default function OptimizerItems({ popup, onChoose }: OptimizerItemsProps) {
  return (
    <AnchoredMenu {...popup}>
      {families.map(({ family, name, members }) => (
        <div key={family}>
          <Menu.Label>{name}</Menu.Label>
          {members.map(({ id, label }) => (
            <Menu.Item key={id} onClick={() => onChoose(id)}>
              {label}
            </Menu.Item>
          ))}
        </div>
      ))}
    </AnchoredMenu>
  );
}
