/** Where the cells and synapses of a wiring are drawn. */
import type { LtcView } from '../../../tasks/ltc/view';

type Role = 'input' | 'inter' | 'command' | 'motor';

interface WiringNode {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly x: number;
  readonly y: number;
}

export interface WiringEdge {
  readonly from: WiringNode;
  readonly to: WiringNode;
  readonly conductance: number;
  readonly reversal: number;
  /** Conductance over the largest, its square root taken so that weak ones are seen; 0 to 1. */
  readonly strength: number;
  /** SVG path. */
  readonly path: string;
}

export interface WiringGraph {
  readonly width: number;
  readonly height: number;
  readonly columns: readonly { readonly role: Role; readonly x: number }[];
  readonly nodes: readonly WiringNode[];
  readonly edges: readonly WiringEdge[];
  /** Conductance of the thickest line. */
  readonly largest: number;
}

const WIDTH = 380;
const HEIGHT = 190;
const ROLES: readonly Role[] = ['input', 'inter', 'command', 'motor'];
const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉';

/** Columns by role from inputs to motor cells, nodes evenly spaced in each. */
export function layoutWiring(view: LtcView): WiringGraph {
  const members: { id: string; name: string; role: Role }[] = [
    ...Array.from({ length: view.inputs }, (_, i) => ({
      id: `i${i}`,
      name: `x${subscript(i + 1)}`,
      role: 'input' as const,
    })),
    ...view.roles.map((role, cell) => ({
      id: `c${cell}`,
      name: role === 'motor' ? 'y' : String(cell),
      role,
    })),
  ];
  const used = ROLES.filter((role) => members.some((member) => member.role === role));
  const columns = used.map((role, column) => ({
    role,
    x: 30 + (column * (WIDTH - 60)) / Math.max(1, used.length - 1),
  }));
  const nodes = members.map((member): WiringNode => {
    const peers = members.filter(({ role }) => role === member.role);
    const { x } = columns.find(({ role }) => role === member.role)!;
    const share = (peers.indexOf(member) + 0.5) / peers.length;
    return { ...member, x, y: 6 + share * (HEIGHT - 30) };
  });
  const node = (id: string) => nodes.find((candidate) => candidate.id === id)!;
  const synapses = [
    ...view.sensorySynapses.map((synapse) => ({ ...synapse, from: node(`i${synapse.source}`) })),
    ...view.synapses.map((synapse) => ({ ...synapse, from: node(`c${synapse.source}`) })),
  ];
  const largest = Math.max(
    1e-12,
    ...synapses.map(({ conductance }) => Math.abs(conductance)).filter(Number.isFinite),
  );
  const edges = synapses.map(({ from, destination, conductance, reversal }): WiringEdge => {
    const to = node(`c${destination}`);
    const relative = Number.isFinite(conductance) ? Math.abs(conductance) / largest : 1;
    return { from, to, conductance, reversal, strength: Math.sqrt(relative), path: edgePath(from, to) };
  });
  return { width: WIDTH, height: HEIGHT, columns, nodes, edges, largest };
}

function edgePath(from: WiringNode, to: WiringNode): string {
  const { x: x1, y: y1 } = from;
  const { x: x2, y: y2 } = to;
  if (from.id === to.id) {
    return `M${x1 + 7} ${y1 - 7}c20 -16 20 30 0 14`;
  }
  if (x1 === x2) {
    // Between cells of a column: an arc on the side of its direction, so that both ways are seen.
    const bend = y1 < y2 ? 34 : -34;
    return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 + bend} ${y2} ${x2} ${y2}`;
  }
  const pull = (x2 - x1) * 0.45;
  return `M${x1} ${y1}C${x1 + pull} ${y1} ${x2 - pull} ${y2} ${x2} ${y2}`;
}

const subscript = (number: number): string =>
  Array.from(String(number), (digit) => SUBSCRIPTS[Number(digit)]).join('');
