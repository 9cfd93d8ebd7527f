/** A network put together once more, on another input, with the parameters it has. */
import type { ParamEntry } from '../../core/paramLayout';
import type { Node } from '../../network/graph';
import { type Calibration, Model } from '../../network/layers/model';

/** A model in which every layer finds the tensors that `model` has at its place. */
export class Recalled extends Model {
  readonly #model: Model;

  constructor(model: Model, calibration?: Calibration) {
    super(calibration);
    this.#model = model;
  }

  protected override tensor({ name }: ParamEntry): Node {
    const known = this.#model.find(name);
    if (!known) throw new Error(`no parameter "${name}" to recall`);
    return known;
  }
}
