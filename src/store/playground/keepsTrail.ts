import type { ViewMessage } from '../../engine/types';
import type { Task } from '../../tasks/types';

/** Whether this message joins the views of the run so far: one that came late may be of another task. */
export function keepsTrail({ view: spec }: Task, { arms }: ViewMessage): boolean {
  return spec?.trail === true && arms.some(({ view }) => view.kind === spec.kind);
}
