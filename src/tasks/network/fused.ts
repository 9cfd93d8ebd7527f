/** Tasks on networks in WGSL. */
import type { ParamLayout } from '../../core/paramLayout';
import type { FusedLoss, FusedTaskContext } from '../types';
import type { NetworkProblem } from './problem';

export async function fusedLoss(
  _problem: NetworkProblem,
  _layout: ParamLayout,
  _context: FusedTaskContext,
): Promise<FusedLoss> {
  throw new Error('not yet');
}
