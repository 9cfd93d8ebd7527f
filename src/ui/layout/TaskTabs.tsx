import { useEffect, useRef } from 'react';
import { tasks } from '../../tasks';
import { texts } from '../../texts/page';
import { usePlayground, usePlaygroundState } from '../context';

/** One tab per task; each keeps its experiment while another is open. */
export function TaskTabs() {
  const { selectTask } = usePlayground();
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
      {tasks.map((task) => (
        <button
          type="button"
          key={task.id}
          className="tab"
          aria-current={task.id === current ? 'page' : undefined}
          onClick={() => selectTask(task.id)}
        >
          {task.label}
        </button>
      ))}
    </nav>
  );
}
