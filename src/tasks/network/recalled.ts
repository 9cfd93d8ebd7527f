/** A network put together once more, on another input, with the parameters it has. */
import { type Calibration, Model, type Site } from '../../network/layers/model';

/** A model in which every layer finds the parameters that `model` has at its place. */
export class Recalled extends Model {
  readonly #model: Model;

  constructor(model: Model, calibration?: Calibration) {
    super(calibration);
    this.#model = model;
  }

  override at(path: string): Site {
    return {
      path,
      calibration: this.calibration,
      parameter: (name) => {
        const known = this.#model.parameters.find((each) => each.name === `${path}${name}`);
        if (!known) throw new Error(`no parameter "${path}${name}" to recall`);
        return known.node;
      },
      within: (part) => this.at(`${path}${part}/`),
    };
  }
}
