import type { TaskView } from '../types';

/** One lane as the page draws it. */
export interface SurfaceView extends TaskView {
  readonly kind: 'surface';
  /** On the line and in the plane. */
  readonly point?: readonly number[];
  readonly loss: number;
  /** Norm of the gradient. */
  readonly slope: number;
}
