/** A network that begins with a body trained elsewhere. */
import type { ParamEntry } from '../../core/paramLayout';
import { constant, type Node } from '../../network/graph';
import { Model } from '../../network/layers/model';

export interface Body {
  /** By their names, values row-major; what is not among them is new. */
  readonly tensors: ReadonlyMap<string, { readonly values: Float32Array<ArrayBuffer> }>;
  /** Whether they stay as they are: constants of the graph, no parameters. */
  readonly frozen: boolean;
}

/** A model whose parameters know whether they are the body's or new. */
export class TunedModel extends Model {
  readonly #body: Body;
  readonly #frozen = new Map<string, Node>();

  constructor(body: Body) {
    super();
    this.#body = body;
  }

  override find(name: string): Node | undefined {
    return this.#frozen.get(name) ?? super.find(name);
  }

  protected override tensor(entry: ParamEntry): Node {
    const trained = this.#body.tensors.get(entry.name);
    if (!trained || !this.#body.frozen)
      return super.tensor({ ...entry, origin: trained ? 'pretrained' : 'new' });
    const node = constant(trained.values, entry.shape);
    this.#frozen.set(entry.name, node);
    return node;
  }
}
