import type { ReactNode } from 'react';
import type { FineTuningView } from '../../../tasks/fineTuning/view';
import { ArmSwatch } from '../../ArmSwatch';
import { FADED } from '../chartLayout';
import type { ShownView } from '../useViews';

interface OneArmProps extends ShownView<FineTuningView> {
  readonly note: string;
  readonly children: ReactNode;
}

/** An optimizer's part of a card, under its name. */
export function OneArm({ arm, faded, note, children }: OneArmProps) {
  return (
    <section className="class-view" style={faded ? { opacity: FADED } : undefined} aria-label={arm.label}>
      <h3 className="picture-name">
        <ArmSwatch look={arm.look} small />
        <span>
          {arm.label} <span className="mute">{note}</span>
        </span>
      </h3>
      {children}
    </section>
  );
}
