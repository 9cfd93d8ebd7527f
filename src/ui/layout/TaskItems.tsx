import { Menu } from '@mantine/core';
import type { TaskGroup } from '../../tasks';
import { taskGroupTexts } from '../../texts/tasks';
import { usePlayground } from '../context';
import { AnchoredMenu } from '../popup/AnchoredMenu';
import type { PopupProps } from '../popup/usePopup';

interface TaskItemsProps extends PopupProps {
  readonly group: TaskGroup;
  /** Id of the task that is open, if it is one of them. */
  readonly open: string | undefined;
}

/** The tasks of a group, each with what it is about. */
export default function TaskItems({ group, open, ...popup }: TaskItemsProps) {
  const { selectTask } = usePlayground();
  return (
    <AnchoredMenu {...popup} position="bottom-start" width={300}>
      <Menu.Label>{taskGroupTexts[group.id]}</Menu.Label>
      {group.tasks.map(({ id, label, summary }) => (
        <Menu.Item key={id} aria-current={id === open ? 'page' : undefined} onClick={() => selectTask(id)}>
          <span className="task-item">{label}</span>
          <span className="task-about">{firstSentence(summary)}</span>
        </Menu.Item>
      ))}
    </AnchoredMenu>
  );
}

const firstSentence = (text: string): string => /^.*?[.:](?= |$)/s.exec(text)?.[0].replace(/:$/, '.') ?? text;
