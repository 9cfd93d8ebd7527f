import { Menu } from '@mantine/core';
import { armLabel } from '../../config/armNames';
import { MAX_ARMS } from '../../config/experiment';
import { texts } from '../../texts/page';
import type { ShownArm } from '../arms';
import { usePlayground } from '../context';
import { IconCopy, IconDown, IconEye, IconEyeOff, IconPencil, IconTrash, IconUp } from '../icons';
import { AnchoredMenu } from '../popup/AnchoredMenu';
import type { PopupProps } from '../popup/usePopup';

interface ArmItemsProps {
  readonly popup: PopupProps;
  readonly arm: ShownArm;
  readonly index: number;
  readonly count: number;
  readonly onRename: () => void;
}

/** Actions on an arm as a whole. */
export default function ArmItems({ popup, arm, index, count, onRename }: ArmItemsProps) {
  const playground = usePlayground();
  return (
    <AnchoredMenu {...popup}>
      <Menu.Item
        leftSection={arm.hidden ? <IconEye size={15} /> : <IconEyeOff size={15} />}
        onClick={() => playground.toggleHidden(arm.id)}
      >
        {arm.hidden ? texts.arms.show : texts.arms.hide}
      </Menu.Item>
      <Menu.Item leftSection={<IconPencil size={15} />} onClick={onRename}>
        {texts.arms.rename}
      </Menu.Item>
      <Menu.Item
        leftSection={<IconCopy size={15} />}
        disabled={count >= MAX_ARMS}
        onClick={() => playground.duplicateArm(arm.id, texts.arms.copyOf(armLabel(arm.config)))}
      >
        {texts.arms.duplicate}
      </Menu.Item>
      <Menu.Item
        leftSection={<IconUp size={15} />}
        disabled={index === 0}
        onClick={() => playground.moveArm(arm.id, -1)}
      >
        {texts.arms.up}
      </Menu.Item>
      <Menu.Item
        leftSection={<IconDown size={15} />}
        disabled={index === count - 1}
        onClick={() => playground.moveArm(arm.id, 1)}
      >
        {texts.arms.down}
      </Menu.Item>
      <Menu.Item
        color="red"
        leftSection={<IconTrash size={15} />}
        disabled={count === 1}
        onClick={() => playground.removeArm(arm.id)}
      >
        {texts.arms.remove}
      </Menu.Item>
    </AnchoredMenu>
  );
}
