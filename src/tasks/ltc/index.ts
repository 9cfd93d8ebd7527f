/** Liquid time-constant networks: what other folders use. */
export { ltcProblemFromGolden } from './golden';
export { createLtc, type LtcInstance, ltcInput } from './model';
export type { LtcConstraint, LtcProblem } from './problem';
export type { LtcSynapseView, LtcView } from './view';
export { autoNcp, type CellRole, type NcpWiring } from './wiring';
