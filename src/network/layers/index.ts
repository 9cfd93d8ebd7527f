/** Networks from lists of layers, as `reference/network.md` names them. */
import { ConfigError } from '../../core/errors';
import { type Node, reshape, ShapeError, sameShape, shapeWords, slice } from '../graph';
import { type ActivationSpec, activation } from './activations';
import { mean, plus } from './arithmetic';
import { type AttentionSpec, attention } from './attention';
import { type DenseSpec, dense } from './dense';
import { type LtcSpec, ltc } from './ltc';
import type { Model, Site } from './model';
import { type NormSpec, norm } from './norms';
import {
  type Conv2dSpec,
  classToken,
  conv2d,
  globalAveragePool,
  type PatchEmbedSpec,
  type PoolSpec,
  patchEmbed,
  pooled,
  positionEmbedding,
} from './pictures';
import { type LstmSpec, lstm, type NeuralOdeSpec, neuralOde } from './recurrent';

export type LayerSpec =
  | DenseSpec
  | ActivationSpec
  | Conv2dSpec
  | NormSpec
  | PoolSpec
  | PatchEmbedSpec
  | AttentionSpec
  | LstmSpec
  | LtcSpec
  | NeuralOdeSpec
  | {
      readonly type:
        | 'flatten'
        | 'globalAveragePool'
        | 'meanPool'
        | 'lastStep'
        | 'classToken'
        | 'positionEmbedding';
    }
  | { readonly type: 'takeToken'; readonly index: number }
  | {
      readonly type: 'residual';
      readonly layers: readonly LayerSpec[];
      readonly shortcut?: readonly LayerSpec[];
    }
  | { readonly type: 'timeDistributed'; readonly layers: readonly LayerSpec[] };

/**
 * Output of `layers` on `x`, an example batch `[n, ...]`; their parameters go to `model` in order. Throws `ConfigError` that
 * names the layer that does not fit and why.
 */
export const network = (layers: readonly LayerSpec[], x: Node, model: Model): Node =>
  sequence(layers, x, model.at(''));

function sequence(layers: readonly LayerSpec[], x: Node, site: Site): Node {
  return layers.reduce((before, spec, index) => {
    const own = site.within(`${index}.${spec.type}`);
    try {
      return layer(spec, before, own);
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error;
      const name = own.path.slice(0, -1);
      throw new ConfigError(`layers.${name}`, `layer ${name} does not fit: ${error.message}`);
    }
  }, x);
}

/** One token or step of `[n, tokens, d]`; negative: from the end. */
function token(x: Node, index: number): Node {
  const [count, tokens, width] = x.shape;
  return reshape(slice(x, 1, index < 0 ? tokens + index : index, 1), [count, width]);
}

function layer(spec: LayerSpec, x: Node, site: Site): Node {
  const [count, ...rest] = x.shape;
  switch (spec.type) {
    case 'dense':
      return dense(spec, x, site);
    case 'conv2d':
      return conv2d(spec, x, site);
    case 'batchNorm':
    case 'groupNorm':
    case 'layerNorm':
      return norm(spec, x, site);
    case 'maxPool':
    case 'averagePool':
      return pooled(spec, x);
    case 'flatten':
      return reshape(x, [count, rest.reduce((size, extent) => size * extent, 1)]);
    case 'globalAveragePool':
      return globalAveragePool(x);
    case 'meanPool':
      return reshape(mean(x, [1]), [count, ...rest.slice(1)]);
    case 'takeToken':
      return token(x, spec.index);
    case 'lastStep':
      return token(x, -1);
    case 'patchEmbed':
      return patchEmbed(spec, x, site);
    case 'classToken':
      return classToken(x, site);
    case 'positionEmbedding':
      return positionEmbedding(x, site);
    case 'attention':
      return attention(spec, x, site);
    case 'lstm':
      return lstm(spec, x, site);
    case 'ltc':
      return ltc(spec, x, site);
    case 'neuralOde':
      return neuralOde(spec, x, site);
    case 'residual': {
      const y = sequence(spec.layers, x, site);
      const past = spec.shortcut ? sequence(spec.shortcut, x, site.within('shortcut')) : x;
      if (!sameShape(y.shape, past.shape)) {
        throw new ShapeError(`${shapeWords(y.shape)} cannot be added to ${shapeWords(past.shape)}`);
      }
      return plus(y, past);
    }
    case 'timeDistributed': {
      const y = sequence(spec.layers, reshape(x, [count * rest[0], ...rest.slice(1)]), site);
      return reshape(y, [count, rest[0], ...y.shape.slice(1)]);
    }
    default:
      return activation(spec, x);
  }
}
