import type { ClassView } from '../../../tasks/network/classView';
import { useViews } from '../useViews';
import { WaitingView } from '../WaitingView';
import { HeldOut } from './HeldOut';

/** Digits and other pictures of classes. */
export default function View() {
  const views = useViews<ClassView>('digits');
  return views ? <HeldOut views={views} /> : <WaitingView />;
}
