/** A network while it is put together: its parameters in order, and a place to name what does not fit. */
import type { ParamEntry } from '../../core/paramLayout';
import { given, type Node, type Shape } from '../graph';

/** A tensor that is trained. */
export interface Parameter extends ParamEntry {
  readonly node: Node<'given'>;
}

/** Of `of` examples the first `rows`, whose statistics batch normalisation has for all of them. */
export interface Calibration {
  readonly rows: number;
  readonly of: number;
}

/** Parameters of a network so far, and where in it one is. */
export class Model {
  readonly parameters: Parameter[] = [];
  readonly calibration: Calibration | undefined;

  /** Without `calibration` the statistics are those of all examples, as in training. */
  constructor(calibration?: Calibration) {
    this.calibration = calibration;
  }

  /** Parameters of the layer at `path`, such as "3.residual/1.attention/". */
  at(path: string): Site {
    return {
      path,
      calibration: this.calibration,
      parameter: (name, shape, module = path) => {
        const node = given(`${path}${name}`, shape);
        this.parameters.push({ name: `${path}${name}`, shape, module: module.replace(/\/$/, ''), node });
        return node;
      },
      within: (part) => this.at(`${path}${part}/`),
    };
  }
}

/** Where a layer is, and where it gets its parameters. */
export interface Site {
  readonly path: string;
  readonly calibration?: Calibration | undefined;
  parameter(name: string, shape: Shape, module?: string): Node;
  within(part: string): Site;
}
