import { tasks } from '../../tasks';
import { texts } from '../../texts/page';
import { usePlayground, usePlaygroundState } from '../context';

/** One tab per task; each keeps its experiment while another is open. */
export function TaskTabs() {
  const { selectTask } = usePlayground();
  const current = usePlaygroundState((state) => state.experiment.task.id);
  return (
    <nav className="tabs" aria-label={texts.header.tasks}>
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
