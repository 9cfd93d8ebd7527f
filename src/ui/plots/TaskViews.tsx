import { type ComponentType, lazy, Suspense } from 'react';
import { findTask } from '../../tasks';
import { usePlaygroundState } from '../context';
import { WaitingView } from './WaitingView';

/** The default export of every `View.tsx` beside this, by its folder, which is the `kind` of what it draws. */
const views: Readonly<Record<string, ComponentType>> = Object.fromEntries(
  Object.entries(import.meta.glob<{ default: ComponentType }>('./*/View.tsx')).map(([path, load]) => [
    path.split('/')[1],
    lazy(load),
  ]),
);

/** The view of the present task, loaded with its first visit. */
export function TaskViews() {
  const view = usePlaygroundState((state) => findTask(state.experiment.task.id).view);
  const View = view && views[view.kind];
  if (!View) return null;
  return (
    <div className="views">
      <Suspense fallback={<WaitingView />}>
        <View />
      </Suspense>
    </div>
  );
}
