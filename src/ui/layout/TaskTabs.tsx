import { lazy, useEffect, useRef } from 'react';
import { type TaskGroup, taskGroups } from '../../tasks';
import type { Task } from '../../tasks/types';
import { texts } from '../../texts/page';
import { taskGroupTexts } from '../../texts/tasks';
import { usePlayground, usePlaygroundState } from '../context';
import { IconChevron } from '../icons';
import { usePopup } from '../popup/usePopup';

const TaskItems = lazy(() => import('./TaskItems'));

/** One tab per group of tasks, which names the open one; each task keeps its experiment while another is open. */
export function TaskTabs() {
  const current = usePlaygroundState((state) => state.experiment.task.id);
  const nav = useRef<HTMLElement>(null);
  // On narrow windows the tabs scroll, and the open one may be among those that have no room.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `current` says which tab it is
  useEffect(() => {
    const tabs = nav.current!;
    const observer = new ResizeObserver(() => {
      tabs.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
    });
    // It calls at once, too.
    observer.observe(tabs);
    return () => observer.disconnect();
  }, [current]);
  return (
    <nav ref={nav} className="tabs" aria-label={texts.header.tasks}>
      {taskGroups.map((group) => {
        const open = group.tasks.find(({ id }) => id === current);
        return group.tasks.length === 1 ? (
          <OneTask key={group.id} task={group.tasks[0]} open={open !== undefined} />
        ) : (
          <Group key={group.id} group={group} open={open} />
        );
      })}
    </nav>
  );
}

function OneTask({ task, open }: { readonly task: Task; readonly open: boolean }) {
  const { selectTask } = usePlayground();
  return (
    <button
      type="button"
      className="tab"
      aria-current={open ? 'page' : undefined}
      onClick={() => selectTask(task.id)}
    >
      {task.label}
    </button>
  );
}

/** A menu of tasks; `open`: the one of them that is open. */
function Group({ group, open }: { readonly group: TaskGroup; readonly open: Task | undefined }) {
  const popup = usePopup('menu');
  return (
    <>
      <button
        type="button"
        className="tab"
        data-group={group.id}
        aria-current={open ? 'page' : undefined}
        {...popup.target}
      >
        {open?.label ?? taskGroupTexts[group.id]}
        <IconChevron size={13} />
      </button>
      {popup.show((props) => (
        <TaskItems group={group} open={open?.id} {...props} />
      ))}
    </>
  );
}
