import { NativeSelect } from '@mantine/core';
import { findMethod, methods } from '../../methods';
import { texts } from '../../texts/page';
import type { ShownArm } from '../arms';
import { usePlayground } from '../context';
import { families, useChooseOptimizer } from './useChooseOptimizer';

interface OptimizerSelectProps {
  readonly arm: ShownArm;
  /** A part of the arm's optimizer; default: the optimizer itself. */
  readonly part?: string;
}

/** Which optimizer an arm, or the hand-designed part of one, is; a learned part follows from its weights. */
export function OptimizerSelect({ arm, part }: OptimizerSelectProps) {
  const { setOptimizer, setPart } = usePlayground();
  const { choose, dialog } = useChooseOptimizer((id, learned) => setOptimizer(arm.id, id, learned));
  const { optimizer } = arm.config;
  const family = part === undefined ? undefined : findMethod(optimizer.id).parts?.[part];
  if (family === 'learned') return null;
  const options = (list: typeof methods) => list.map(({ id, label }) => ({ value: id, label }));
  const label =
    part === undefined ? texts.arms.kind : texts.arms.partKind(texts.arms.partNames[part] ?? part);
  return (
    <div className="option-line">
      <span className="option-label plain-label">{texts.arms.kind}</span>
      <NativeSelect
        size="xs"
        className="small-select"
        aria-label={label}
        value={part === undefined ? optimizer.id : optimizer.parts![part].id}
        onChange={(event) => {
          const id = event.currentTarget.value;
          if (part === undefined) choose(id);
          else setPart(arm.id, `parts.${part}.`, id);
        }}
        data={
          family === undefined
            ? families.map(({ name, members }) => ({ group: name, items: options(members) }))
            : options(methods.filter((candidate) => candidate.family === family))
        }
      />
      {dialog}
    </div>
  );
}
