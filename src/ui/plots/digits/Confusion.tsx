import { useMemo } from 'react';
import type { ClassView } from '../../../tasks/network/classView';
import { viewTexts } from '../../../texts/views';
import { useChartTheme } from '../../context';
import { PixelCanvas, rampPainter } from '../PixelCanvas';

/** Classes whose numbers stand beside the matrix; more would not be read. */
const NAMED = 12;

interface ConfusionProps {
  readonly view: ClassView;
  readonly name: string;
}

/** The confusion matrix, every row by its own sum. */
export function Confusion({ view: { confusion, classes }, name }: ConfusionProps) {
  const theme = useChartTheme();
  const paint = useMemo(() => {
    const sums = Array.from({ length: classes }, (_, row) =>
      confusion.slice(row * classes, (row + 1) * classes).reduce((sum, count) => sum + count, 0),
    );
    const colours = { from: theme.card, to: theme.accent, none: theme.card };
    return rampPainter((i) => Math.sqrt(confusion[i] / sums[Math.floor(i / classes)]), colours);
  }, [confusion, classes, theme]);
  const names = classes > NAMED ? [] : Array.from({ length: classes }, (_, index) => index);
  return (
    <div className="confusion">
      <div className="confusion-columns" aria-hidden="true">
        {names.map((one) => (
          <span key={one}>{one}</span>
        ))}
      </div>
      <div className="confusion-rows" aria-hidden="true">
        {names.map((one) => (
          <span key={one}>{one}</span>
        ))}
      </div>
      <PixelCanvas label={viewTexts.confusion(name)} width={classes} height={classes} paint={paint} />
    </div>
  );
}
