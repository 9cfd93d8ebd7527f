import { useMemo } from 'react';
import type { FineTuningView } from '../../../tasks/fineTuning/view';
import type { ClassView } from '../../../tasks/network/classView';
import { HeldOut } from '../digits/HeldOut';
import { useViews, type Views } from '../useViews';
import { WaitingView } from '../WaitingView';
import { Blocks } from './Blocks';
import { Filters } from './Filters';

/** What a body that was trained elsewhere becomes, and what the network says. */
export default function View() {
  const views = useViews<FineTuningView>('fineTuning');
  const said = useMemo(() => views && saidOf(views), [views]);
  if (!views || !said) return <WaitingView />;
  return (
    <>
      <Blocks views={views} />
      <Filters views={views} />
      <HeldOut views={said} />
    </>
  );
}

function saidOf({ shown }: Views<FineTuningView>): Views<ClassView> {
  const said = shown.map((one) => ({ ...one, view: one.view.said }));
  return { shown: said, chosen: said[0] };
}
