import { viewTexts } from '../../texts/views';
import { formatCount } from '../format';

/** At which step views are: one, or from that of the arm furthest behind to that of the first. */
export function stepName(views: readonly { readonly step: number }[]): string {
  const steps = views.map(({ step }) => step);
  const [low, high] = [formatCount(Math.min(...steps)), formatCount(Math.max(...steps))];
  return low === high ? viewTexts.atStep(low) : viewTexts.atSteps(low, high);
}
