import type { LtcView } from '../../../tasks/ltc/view';
import { viewTexts } from '../../../texts/views';
import { useChartTheme } from '../../context';
import { formatValue } from '../../format';
import { ChartCard } from '../ChartCard';
import type { ShownView } from '../useViews';
import { ArmSelect } from '../viewControls';
import { layoutWiring, type WiringEdge } from './wiringLayout';

const RADIUS = 10;

/** The network as a graph: lines as thick as the synapses conduct now, their colour and dash the polarity. */
export function Wiring({ shown }: { readonly shown: ShownView<LtcView> }) {
  const theme = useChartTheme();
  const { arm, view } = shown;
  const graph = layoutWiring(view);
  return (
    <ChartCard
      title={viewTexts.wiring}
      subtitle={viewTexts.wiringSub}
      className="third"
      actions={<ArmSelect shown={arm.id} />}
      label={viewTexts.wiringLabel(arm.label)}
      table={() => ({
        head: [viewTexts.synapse, viewTexts.polarity, viewTexts.conductance, viewTexts.reversal],
        rows: graph.edges.map((edge) => [
          `${edge.from.name} → ${edge.to.name}`,
          polarity(edge),
          formatValue(edge.conductance),
          formatValue(edge.reversal),
        ]),
      })}
    >
      <svg
        className="drawing"
        viewBox={`0 0 ${graph.width} ${graph.height}`}
        role="img"
        aria-label={viewTexts.wiringLabel(arm.label)}
      >
        {graph.edges.map((edge) => (
          <path
            key={`${edge.from.id} ${edge.to.id}`}
            d={edge.path}
            fill="none"
            stroke={edge.reversal > 0 ? theme.above : theme.below}
            strokeWidth={0.5 + 4 * edge.strength}
            strokeDasharray={edge.reversal > 0 ? undefined : '5 3'}
            strokeLinecap="round"
            opacity={0.25 + 0.6 * Math.min(1, 2 * edge.strength)}
          >
            <title>{`${edge.from.name} → ${edge.to.name}: ${formatValue(edge.conductance)}, ${polarity(edge)}`}</title>
          </path>
        ))}
        {graph.nodes.map((node) => (
          <g key={node.id}>
            <circle
              cx={node.x}
              cy={node.y}
              r={RADIUS}
              fill={theme.card}
              stroke={theme.mute}
              strokeWidth={1.4}
            />
            <text x={node.x} y={node.y + 3.5} textAnchor="middle" fontSize={9.5} fill={theme.mute}>
              {node.name}
            </text>
          </g>
        ))}
        {graph.columns.map(({ role, x }) => (
          <text key={role} x={x} y={graph.height - 2} textAnchor="middle" fontSize={10.5} fill={theme.mute}>
            {viewTexts.layers[role]}
          </text>
        ))}
      </svg>
      <p className="small mute keys">
        <span className="key">
          <svg width="22" height="6" aria-hidden="true">
            <line x1="0" x2="22" y1="3" y2="3" stroke={theme.above} strokeWidth="2.5" />
          </svg>
          {viewTexts.excitatory}
        </span>
        <span className="key">
          <svg width="22" height="6" aria-hidden="true">
            <line x1="0" x2="22" y1="3" y2="3" stroke={theme.below} strokeWidth="2.5" strokeDasharray="5 3" />
          </svg>
          {viewTexts.inhibitory}
        </span>
        <span>{viewTexts.thickest(formatValue(graph.largest, 2))}</span>
      </p>
    </ChartCard>
  );
}

const polarity = (edge: WiringEdge): string =>
  edge.reversal > 0 ? viewTexts.excitatory : viewTexts.inhibitory;
