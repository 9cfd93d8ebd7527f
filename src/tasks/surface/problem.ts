/** A function, its dimensions and where runs begin on it, from the options of the task. */
import { ConfigError } from '../../core/errors';
import { gradient } from '../../network/gradient';
import { given, type Node, reshape, sum } from '../../network/graph';
import { evaluate } from '../../network/reference';
import { surfaceTexts } from '../../texts/surface';
import { FormulaFault, readFormula } from './formula';
import { FUNCTIONS, type FunctionName, type SurfaceFunction } from './functions';

/** What of the options says which problem it is. */
export interface SurfaceSettings {
  readonly function: FunctionName | 'own';
  readonly formula: string;
  readonly dim: number;
  readonly condition: number;
  readonly angle: number;
  readonly start: 'usual' | 'chosen';
  readonly x0: number;
  readonly y0: number;
}

export interface SurfaceProblem {
  readonly dim: number;
  /** Coordinates of the start, again and again. */
  readonly start: readonly [number, number];
  /** Middle of what is drawn at least, and half its extent. */
  readonly middle: readonly [number, number];
  readonly reach: number;
  /** Of those in the plane or on the line. */
  readonly minima: readonly (readonly number[])[];
  /** Values `[..., 1]` at points `[..., dim]`. */
  readonly value: (points: Node) => Node;
}

/** Throws `ConfigError`. */
export function surfaceProblem(settings: SurfaceSettings): SurfaceProblem {
  const { start, x0, y0 } = settings;
  const problem = settings.function === 'own' ? ownProblem(settings.formula) : knownProblem(settings);
  return start === 'chosen' ? { ...problem, start: [x0, y0] } : problem;
}

function knownProblem({ function: name, dim: wanted, condition, angle }: SurfaceSettings): SurfaceProblem {
  const known: SurfaceFunction = FUNCTIONS[name as FunctionName];
  const dim = known.planar ? 2 : wanted;
  if (dim < known.least) throw new ConfigError('task.options.dim', surfaceTexts.tooFlat(known.least));
  return {
    ...known,
    dim,
    minima: known.minima.map((minimum) => minimum.slice(0, dim)),
    value: (points) => known.value(points, { condition, angle }),
  };
}

/** Around the origin, for nothing is known of it. */
function ownProblem(formula: string): SurfaceProblem {
  try {
    const { dim, value } = readFormula(formula);
    return { dim, value, start: [1, 1], middle: [0, 0], reach: 4, minima: [] };
  } catch (error) {
    if (error instanceof FormulaFault) throw new ConfigError('task.options.formula', error.message);
    throw error;
  }
}

export interface SurfaceSamples {
  /** At every point. */
  readonly values: Float64Array;
  /** `[points, dim]`. */
  readonly slopes: Float64Array;
}

/** The function at points `[count, dim]`, row-major, in double precision. */
export function surfaceValues({ dim, value }: SurfaceProblem, points: Float64Array): Float64Array {
  const node = given('points', [points.length / dim, dim]);
  return evaluate([value(node)], new Map([[node, points]]))[0];
}

/** Function and gradient at points `[count, dim]`, row-major, in double precision. */
export function sampleSurface({ dim, value }: SurfaceProblem, points: Float64Array): SurfaceSamples {
  const node = given('points', [points.length / dim, dim]);
  const each = value(node);
  const [slopes] = gradient(reshape(sum(each, [0]), []), [node]);
  const [values, gradients] = evaluate([each, slopes], new Map([[node, points]]));
  return { values, slopes: gradients };
}
