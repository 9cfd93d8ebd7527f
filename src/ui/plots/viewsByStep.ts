import type { ViewMessage } from '../../engine/types';
import type { TaskView } from '../../tasks/types';

/** What arms had at the steps at which they were looked at, in order; `view` gives an arm's, where it was. */
export function viewsByStep(
  trail: readonly ViewMessage[],
): { readonly step: number; view(armId: string): TaskView | undefined }[] {
  const rows = new Map<number, Map<string, TaskView>>();
  for (const { arms } of trail) {
    for (const { armId, step, view } of arms) {
      const row = rows.get(step) ?? new Map<string, TaskView>();
      rows.set(step, row.set(armId, view));
    }
  }
  return [...rows]
    .sort(([a], [b]) => a - b)
    .map(([step, views]) => ({ step, view: (armId) => views.get(armId) }));
}
