import { Button, NativeSelect } from '@mantine/core';
import { type CSSProperties, type FormEvent, useState } from 'react';
import { numberOption } from '../../core/option';
import type { PartAsked } from '../../store/playground/state';
import type { SurplusAxes } from '../../tasks/types';
import { partTexts } from '../../texts/dataParts';
import { texts } from '../../texts/page';
import { usePlayground, usePlaygroundState } from '../context';
import { Dialog } from '../Dialog';
import { NumberControl } from './NumberControl';
import { firstPicks, type PartPick, partOf, shapeLeft } from './partChoice';
import './part.css';

/** Asks which part of a file to learn, where it was dropped, while there is such a file. */
export default function PartDialog() {
  const { cancelPart } = usePlayground();
  const asked = usePlaygroundState((state) => state.partAsked);
  if (!asked) return null;
  const { at, question } = asked;
  // Heights of the frame and of a row, so that the buttons are in the window.
  const height = 14 + question.picks * (isNamed(question) ? 4.5 : 8.5);
  const place =
    at &&
    ({
      '--drop-x': `${at.x}px`,
      '--drop-y': `${at.y}px`,
      '--part-height': `${height}rem`,
    } as CSSProperties);
  return (
    <Dialog
      onClose={cancelPart}
      title={partTexts.title}
      classNames={{ content: at ? 'part-dialog part-dropped' : 'part-dialog' }}
      styles={{ content: place ?? {} }}
    >
      <PartForm key={JSON.stringify(question)} question={question} />
    </Dialog>
  );
}

/** Whether all of the axes need an index, as those that have names do. */
const isNamed = ({ axes, picks }: SurplusAxes): boolean => picks === axes.length;

function PartForm({ question }: Pick<PartAsked, 'question'>) {
  const { takePart, cancelPart } = usePlayground();
  const wanted = usePlaygroundState((state) => state.experiment.task.data?.name);
  const [picks, setPicks] = useState(() => firstPicks(question));
  const { name, axes, rest, lacksWanted } = question;
  const named = isNamed(question);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void takePart(partOf(picks));
  };
  return (
    <form className="part-form" onSubmit={submit}>
      <p>
        {named
          ? partTexts.named(
              name,
              axes.map(({ id, extent }) => [id, extent]),
              texts.data.shape(rest),
            )
          : partTexts.ofArray(name, shapeLeft(question, []).join(' × '), question.picks)}
      </p>
      {lacksWanted && wanted !== undefined && (
        <p className="bad" role="alert">
          {partTexts.lacksWanted(wanted)}
        </p>
      )}
      {picks.map((pick, row) => (
        <PickRow
          key={named ? pick.axis.id : row}
          pick={pick}
          first={row === 0}
          others={named ? null : choicesOf(question, picks, pick)}
          onChange={(changed) => setPicks(picks.with(row, changed))}
        />
      ))}
      {!named && (
        <p className="small mute" aria-live="polite">
          {partTexts.left(texts.data.shape(shapeLeft(question, picks)))}
        </p>
      )}
      <div className="part-buttons">
        <Button size="compact-md" variant="default" onClick={cancelPart}>
          {partTexts.cancel}
        </Button>
        <Button size="compact-md" type="submit">
          {partTexts.use}
        </Button>
      </div>
    </form>
  );
}

/** Axes that a row may be of: its own, and those of no other row. */
const choicesOf = ({ axes }: SurplusAxes, picks: readonly PartPick[], own: PartPick): SurplusAxes['axes'] =>
  axes.filter((axis) => axis === own.axis || !picks.some((pick) => pick.axis === axis));

interface PickRowProps {
  readonly pick: PartPick;
  /** Takes the focus. */
  readonly first: boolean;
  /** Axes to choose from, of an array, whose indices count from 0; null of axes that have names. */
  readonly others: SurplusAxes['axes'] | null;
  readonly onChange: (pick: PartPick) => void;
}

function PickRow({ pick: { axis, index }, first, others, onChange }: PickRowProps) {
  const { id, extent } = axis;
  const from = others ? 0 : 1;
  const spec = numberOption({
    label: others ? partTexts.indexLabel(id, extent) : partTexts.label(id, extent),
    help: partTexts.help,
    default: from,
    min: from,
    max: extent - 1 + from,
    scale: 'linear',
    step: 1,
    integer: true,
  });
  return (
    <div className="part-row">
      {others && (
        <NativeSelect
          size="xs"
          label={partTexts.along}
          data-autofocus={first || undefined}
          value={id}
          onChange={(event) => {
            const next = others.find((other) => other.id === event.currentTarget.value);
            if (next) onChange({ axis: next, index: 0 });
          }}
          data={others.map((other) => ({
            value: other.id,
            label: partTexts.option(other.id, other.extent),
          }))}
        />
      )}
      <NumberControl
        spec={spec}
        value={index + from}
        live
        focused={first && !others}
        onChange={(value) => onChange({ axis, index: value - from })}
      />
    </div>
  );
}
