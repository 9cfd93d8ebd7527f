import { texts } from '../../texts/page';
import { ArmSwatch } from '../ArmSwatch';
import { useArmFaces } from '../arms';
import { usePlayground, usePlaygroundState, useSlowState } from '../context';
import { type NarratedArm, narrateArm, narrateStep } from './narrate';
import './narration.css';

/** The last step in words: shown while training goes at one step a second. */
export default function Narration() {
  const { curves, drives } = usePlayground();
  const arms = useArmFaces().filter((arm) => !arm.hidden);
  const marks = usePlaygroundState((state) => state.marks);
  const seed = usePlaygroundState((state) => state.viewSeed);
  useSlowState((state) => state.revision, 100);
  useSlowState((state) => state.driveRevision, 100);
  const rows = arms.flatMap((arm) => {
    const curve = curves.arms.get(arm.id);
    return curve && curve.length > 0 ? [{ arm, curve, step: curve.length - 1 }] : [];
  });
  const step = Math.max(0, ...rows.map((row) => row.step));
  const told = rows
    .filter((row) => row.step === step)
    .map(({ arm, curve }): { readonly arm: typeof arm; readonly words: NarratedArm } => {
      const median = (at: number) => curve.loss.median.at(at);
      return {
        arm,
        words: {
          label: arm.label,
          before: median(Math.max(0, step - 1)),
          after: median(step),
          ...mixOf(drives.arms.get(arm.id), seed),
          marks: marks
            .filter((mark) => mark.armId === arm.id && mark.step === step - 1)
            .map(({ text }) => text),
        },
      };
    });
  if (told.length === 0) return null;
  return (
    <section className="card narration" aria-label={texts.narration.title}>
      <p role="status">
        <b>
          {narrateStep(
            step,
            told.map(({ words }) => words),
          )}
        </b>
      </p>
      {step > 0 && (
        <ul>
          {told.map(({ arm, words }) => (
            <li key={arm.id}>
              <ArmSwatch look={arm.look} small /> {narrateArm(words)}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Share and cosine over all layers of a HUB arm's last step, by the lengths of its parts. */
function mixOf(
  drive: ReturnType<ReturnType<typeof usePlayground>['drives']['arms']['get']>,
  seed: number,
): Pick<NarratedArm, 'share' | 'cosine'> {
  if (!drive || seed >= drive.seeds) return {};
  let length = 0;
  let hand = 0;
  let product = 0;
  let handSquare = 0;
  let learnedSquare = 0;
  drive.layers.forEach((_, layer) => {
    const now = (name: string) => drive.now(name, seed, layer) || 0;
    const blend = now('normBlend');
    length += blend ** 2;
    hand += now('handShare') * blend ** 2;
    product += now('cosine') * now('normHand') * now('normLearned');
    handSquare += now('normHand') ** 2;
    learnedSquare += now('normLearned') ** 2;
  });
  return { share: hand / length, cosine: product / Math.sqrt(handSquare * learnedSquare) };
}
