import { useChartTheme } from './context';
import type { ArmLook } from './palette';

/** Marker shapes as SVG paths around (0, 0), radius about 5; names are Plotly's. */
const shapes: Readonly<Record<string, string>> = {
  circle: 'M-4.2 0a4.2 4.2 0 1 0 8.4 0a4.2 4.2 0 1 0 -8.4 0',
  square: 'M-3.8 -3.8h7.6v7.6h-7.6z',
  diamond: 'M0 -5.2l5.2 5.2l-5.2 5.2l-5.2 -5.2z',
  'triangle-up': 'M0 -5l5 8.6h-10z',
  'triangle-down': 'M0 5l5 -8.6h-10z',
  cross: 'M-1.6 -4.8h3.2v3.2h3.2v3.2h-3.2v3.2h-3.2v-3.2h-3.2v-3.2h3.2z',
  star: 'M0 -5.6l1.5 3.6l3.9 .3l-3 2.5l.9 3.8l-3.3 -2l-3.3 2l.9 -3.8l-3 -2.5l3.9 -.3z',
  pentagon: 'M0 -5l4.8 3.5l-1.8 5.6h-6l-1.8 -5.6z',
};

interface ArmSwatchProps {
  readonly look: ArmLook;
  /** The marker alone, for tables. */
  readonly small?: boolean;
}

/** The line and marker an arm is drawn with. */
export function ArmSwatch({ look, small = false }: ArmSwatchProps) {
  const colour = look[useChartTheme().scheme];
  const width = small ? 14 : 34;
  return (
    <svg
      className="swatch"
      width={width}
      height={14}
      viewBox={`${-width / 2} -7 ${width} 14`}
      aria-hidden="true"
    >
      {!small && <line x1={-16} x2={16} stroke={colour} strokeWidth={2.4} strokeDasharray={look.dashArray} />}
      <path d={shapes[look.symbol]} fill={colour} />
    </svg>
  );
}
