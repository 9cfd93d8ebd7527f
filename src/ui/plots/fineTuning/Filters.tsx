import { useMemo } from 'react';
import type { FineTuningView, FirstFilters } from '../../../tasks/fineTuning/view';
import { fineTuningTexts as words } from '../../../texts/fineTuning';
import { useChartTheme } from '../../context';
import { formatShare, formatValue } from '../../format';
import { ChartCard } from '../ChartCard';
import { divergingPainter, type Painter, PixelCanvas } from '../PixelCanvas';
import { stepName } from '../stepName';
import type { ShownView, Views } from '../useViews';
import { distance, filterTile, largestOf } from './mosaic';
import { OneArm } from './OneArm';

/** Filters of the first layer, as they began and as they are, all on one scale. */
export function Filters({ views: { shown } }: { readonly views: Views<FineTuningView> }) {
  const theme = useChartTheme();
  const largest = largestOf(shown.map(({ view }) => view.filters));
  return (
    <ChartCard
      title={words.filters}
      subtitle={
        <>
          {stepName(shown)} · {words.filtersSub}
        </>
      }
      className="full"
      label={words.filtersLabel}
      table={() => filterTable(shown)}
    >
      <div className="class-views">
        {shown.map((one) => (
          <OneArm key={one.arm.id} {...one} note="">
            <div className="filters">
              <Mosaic name={one.arm.label} filters={one.view.filters} at="before" largest={largest} />
              <Mosaic name={one.arm.label} filters={one.view.filters} at="after" largest={largest} />
            </div>
          </OneArm>
        ))}
      </div>
      <p className="small mute keys">
        <span className="key">
          <i style={{ background: theme.below }} /> −{formatValue(largest)}
        </span>
        <span className="key">
          <i style={{ background: theme.above }} /> {formatValue(largest)}
        </span>
        {words.filtersKey}
      </p>
    </ChartCard>
  );
}

interface MosaicProps {
  readonly name: string;
  readonly filters: FirstFilters;
  readonly at: 'before' | 'after';
  readonly largest: number;
}

function Mosaic({ name, filters, at, largest }: MosaicProps) {
  const { below, above, card, line } = useChartTheme();
  const { width, height, place } = useMemo(
    () => filterTile(filters.count, filters.side),
    [filters.count, filters.side],
  );
  const values = filters[at];
  const paint = useMemo((): Painter => {
    const gap = divergingPainter(() => 0, { below: line, middle: line, above: line });
    const filter = divergingPainter((index) => values[place(index)!] / largest, {
      below,
      middle: card,
      above,
    });
    return (index, out, where) => (place(index) === null ? gap : filter)(index, out, where);
  }, [values, place, largest, below, above, card, line]);
  return (
    <figure>
      <PixelCanvas
        label={words.mosaic[at](name, filters.count)}
        width={width}
        height={height}
        paint={paint}
      />
      <figcaption className="small mute" aria-hidden="true">
        {words[at]}
      </figcaption>
    </figure>
  );
}

function filterTable(shown: readonly ShownView<FineTuningView>[]) {
  const { count } = shown[0].view.filters;
  return {
    head: [words.columns.filter, ...shown.map(({ arm }) => words.columns.moved(arm.label))],
    rows: Array.from({ length: count }, (_, filter) => [
      String(filter + 1),
      ...shown.map(({ view }) => formatShare(distance(view.filters, filter))),
    ]),
  };
}
