import { SegmentedControl } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { ViewMessage } from '../../../engine/types';
import { texts } from '../../../texts/page';
import { viewTexts } from '../../../texts/views';
import { useChartTheme } from '../../context';
import { formatValue } from '../../format';
import { ArmKeys } from '../ArmKeys';
import { ChartCard } from '../ChartCard';
import { Plot } from '../Plot';
import { alongPath, type PathArm, type PathQuantity, pathFigure } from './figures';

interface PathChartProps {
  readonly trail: readonly ViewMessage[];
  readonly arms: readonly PathArm[];
  /** The longest way that is drawn; null where paths have no points, and steps are the axis. */
  readonly farthest: number | null;
}

/** Slope and loss along the paths of the shown seed. */
export function PathChart({ trail, arms, farthest }: PathChartProps) {
  const theme = useChartTheme();
  const [quantity, setQuantity] = useState<PathQuantity>('slope');
  const figure = useMemo(
    () => () => pathFigure(trail, arms, quantity, farthest, theme),
    [trail, arms, quantity, farthest, theme],
  );
  const words = viewTexts.surface;
  const byWay = farthest !== null;
  return (
    <ChartCard
      title={words.along}
      subtitle={words.alongSub(byWay)}
      className="full"
      actions={
        <SegmentedControl
          size="xs"
          aria-label={words.quantity}
          value={quantity}
          onChange={(value) => setQuantity(value as PathQuantity)}
          data={[
            { value: 'slope', label: words.slope },
            { value: 'loss', label: words.loss },
          ]}
        />
      }
      label={words.along}
      table={() => ({
        head: [texts.runs.optimizer, byWay ? words.way : words.step, words[quantity]],
        rows: arms.flatMap(({ arm }) =>
          alongPath(trail, arm.id, quantity, byWay).map(({ x, y }) => [
            arm.label,
            formatValue(x),
            formatValue(y),
          ]),
        ),
      })}
    >
      <Plot label={words.along} height={220} figure={figure} />
      <p className="small mute keys">
        <ArmKeys arms={arms.map(({ arm }) => arm)} />
      </p>
    </ChartCard>
  );
}
