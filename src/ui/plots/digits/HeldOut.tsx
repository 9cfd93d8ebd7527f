import type { ClassView } from '../../../tasks/network/classView';
import { viewTexts } from '../../../texts/views';
import { ArmSwatch } from '../../ArmSwatch';
import { formatCount, formatShare } from '../../format';
import { ChartCard } from '../ChartCard';
import { FADED } from '../chartLayout';
import { stepName } from '../stepName';
import type { ShownView, Views } from '../useViews';
import { SeedSelect } from '../viewControls';
import { Confusion } from './Confusion';
import { Pictures } from './Pictures';

/** What the network of every visible optimizer says of pictures that it was not trained on. */
export function HeldOut({ views }: { readonly views: Views<ClassView> }) {
  const [{ view }] = views.shown;
  return (
    <ChartCard
      title={viewTexts.said}
      subtitle={
        <>
          {stepName(views.shown)} · {viewTexts.seen(formatCount(view.seen), formatCount(view.heldOut))}
        </>
      }
      className="full"
      actions={<SeedSelect />}
      label={viewTexts.saidLabel}
      table={() => confusionTable(views)}
    >
      <div className="class-views">
        {views.shown.map((shown) => (
          <OneArm key={shown.arm.id} {...shown} />
        ))}
      </div>
      <p className="small mute keys">
        {viewTexts.confusionKey}
        {view.calibrated !== undefined && ` ${viewTexts.calibrated(formatCount(view.calibrated))}`}
      </p>
    </ChartCard>
  );
}

function OneArm({ arm, view, faded }: ShownView<ClassView>) {
  return (
    <section className="class-view" style={faded ? { opacity: FADED } : undefined} aria-label={arm.label}>
      <h3 className="picture-name">
        <ArmSwatch look={arm.look} small />
        <span>
          {arm.label} <span className="mute">{viewTexts.right(formatShare(view.right / view.seen))}</span>
        </span>
      </h3>
      <Confusion view={view} name={arm.label} />
      <Pictures title={viewTexts.wrongOnes} pictures={view.wrongOnes} extents={view.extents} />
      <Pictures title={viewTexts.rightOnes} pictures={view.rightOnes} extents={view.extents} />
    </section>
  );
}

/** How many of each class were named so, by every optimizer. */
function confusionTable({ shown }: Views<ClassView>) {
  const { classes } = shown[0].view;
  const names = Array.from({ length: classes }, (_, index) => index);
  return {
    head: [
      viewTexts.isClass,
      ...shown.flatMap(({ arm }) => names.map((one) => viewTexts.shareOf(arm.label, one))),
    ],
    rows: names.map((label) => [
      String(label),
      ...shown.flatMap(({ view }) =>
        names.map((named) => formatCount(view.confusion[label * classes + named])),
      ),
    ]),
  };
}
