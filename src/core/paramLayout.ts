/**
 * Where the tensors of a model lie in the one flat vector that holds all its parameters.
 * A *layer* in HUB's sense is one segment (one tensor); a *module* is a named group of them.
 */

/** Whether a tensor begins with values that were trained elsewhere, or anew. */
export type Origin = 'pretrained' | 'new';

export interface ParamSegment {
  readonly name: string;
  /** Row-major; `[]` is a scalar. */
  readonly shape: readonly number[];
  /** First element in the flat vector. */
  readonly offset: number;
  /** Number of elements, the product of the shape. */
  readonly size: number;
  /** Tensors that form one layer when layers are modules, such as a weight and its bias. */
  readonly module: string;
  /** Given where a model has a part that was trained elsewhere, or could have had one. */
  readonly origin?: Origin;
}

export interface ParamLayout {
  readonly segments: readonly ParamSegment[];
  /** Number of parameters of one lane. */
  readonly size: number;
}

export interface ParamEntry {
  readonly name: string;
  readonly shape: readonly number[];
  /** Default: the tensor is a module of its own. */
  readonly module?: string;
  readonly origin?: Origin;
}

/** Lays tensors end to end in the order given. */
export function paramLayout(entries: readonly ParamEntry[]): ParamLayout {
  let offset = 0;
  const segments = entries.map(({ name, shape, module = name, origin }) => {
    const size = shape.reduce((product, extent) => product * extent, 1);
    const segment: ParamSegment = { name, shape, offset, size, module, ...(origin ? { origin } : {}) };
    offset += size;
    return segment;
  });
  return { segments, size: offset };
}

/** The segment of that name; throws when there is none. */
export function segmentOf(layout: ParamLayout, name: string): ParamSegment {
  const segment = layout.segments.find((candidate) => candidate.name === name);
  if (!segment) {
    throw new Error(`no tensor "${name}"; there are ${layout.segments.map((s) => s.name).join(', ')}`);
  }
  return segment;
}

/** The elements of one tensor, a view into the flat vector `params`. */
export function tensorOf<T extends Float32Array | Float64Array>(
  params: T,
  layout: ParamLayout,
  name: string,
): T {
  const { offset, size } = segmentOf(layout, name);
  return params.subarray(offset, offset + size) as T;
}
