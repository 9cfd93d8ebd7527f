import { ArmSwatch } from '../ArmSwatch';
import type { ArmFace } from '../arms';

interface ArmKeysProps {
  readonly arms: readonly ArmFace[];
  /** What is said of an arm beside its name. */
  readonly value?: (index: number) => string;
}

/** The lines of a chart by their names. */
export const ArmKeys = ({ arms, value }: ArmKeysProps) =>
  arms.map(({ id, look, label }, index) => (
    <span className="key" key={id}>
      <ArmSwatch look={look} /> {label}
      {value && <b>{value(index)}</b>}
    </span>
  ));
