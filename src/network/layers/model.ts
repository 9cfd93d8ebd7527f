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
      parameter: (name, shape, module = path) =>
        this.tensor({ name: `${path}${name}`, shape, module: module.replace(/\/$/, '') }),
      within: (part) => this.at(`${path}${part}/`),
    };
  }

  /** The node of a tensor that the network has, by its name. */
  find(name: string): Node | undefined {
    return this.parameters.find((each) => each.name === name)?.node;
  }

  /** The node of a tensor that a layer asks for. */
  protected tensor(entry: ParamEntry): Node {
    const node = given(entry.name, entry.shape);
    this.parameters.push({ ...entry, node });
    return node;
  }
}

/** Where a layer is, and where it gets its parameters. */
export interface Site {
  readonly path: string;
  readonly calibration?: Calibration | undefined;
  parameter(name: string, shape: Shape, module?: string): Node;
  within(part: string): Site;
}
