/**
 * VeLO as PyLO publishes it: two safetensors files, `VeLO_RNN` and `VeLO_MLP`, in PyTorch's layout
 * (linear weights `[out, in]`), so most tensors are transposed here.
 *
 * Source: `pylo/models/VeLO_RNN.py`, `VeLO_MLP.py`. The 30 input columns of the MLP stand in numeric
 * order of the feature groups, which follows from PyLO's forward pass.
 */
import { CheckpointError } from '../../core/errors';
import { segmentOf } from '../../core/paramLayout';
import {
  checkTheta,
  checkThetaShape,
  FEATURES,
  MLP_OUTPUTS,
  MLP_UNITS,
  mlpLayout,
  type Theta,
  thetaLayout,
} from '../theta';
import { expectNoOthers, expectTensor, type FileTensors, transpose } from './tensors';

export const isPyloRnn = (tensors: FileTensors): boolean => tensors.has('final_mix_layer.weight');
export const isPyloMlp = (tensors: FileTensors): boolean => tensors.has('input_weights_');

const RNN_NAMES = [
  'mix_layer1.weight',
  'mix_layer1.bias',
  'mix_layer2.weight',
  'mix_layer2.bias',
  'final_mix_layer.weight',
  'final_mix_layer.bias',
  'lstm.linear.weight',
  'lstm.linear.bias',
  'rnn_to_controls.weight',
  'rnn_to_controls.bias',
  'step_size.weight',
  'step_size.bias',
  'lstm_init_state.0',
  'lstm_init_state.1',
];
const MLP_NAMES = [
  'input_weights_',
  'input_bias_',
  'hidden_weights_.0',
  'hidden_bias_.0',
  'output_weights_',
  'output_bias_',
];
/** Without their trailing underscore these are scratch space of PyLO's, of no meaning. */
const SCRATCH_NAMES = MLP_NAMES.map((name) => name.replace('_.', '.').replace(/_$/, ''));

/** Joins the two halves. Throws `CheckpointError`. */
export function thetaFromPylo(rnn: FileTensors, mlp: FileTensors): Theta {
  const hidden = rnn.get('final_mix_layer.bias')?.shape[0] ?? 0;
  const banks = mlp.get('input_bias_')?.shape[0] ?? 0;
  const shape = { architecture: 'velo', hidden, banks } as const;
  checkThetaShape(shape);
  expectNoOthers(rnn, (name) => RNN_NAMES.includes(name), "PyLO's VeLO_RNN");
  expectNoOthers(mlp, (name) => MLP_NAMES.includes(name) || SCRATCH_NAMES.includes(name), "PyLO's VeLO_MLP");
  const layout = thetaLayout(shape);
  const values = new Float32Array(layout.size);
  const put = (name: string, source: Float32Array) => values.set(source, segmentOf(layout, name).offset);
  const dense = (name: string, file: string) => {
    const [inputs, outputs] = segmentOf(layout, `${name}/w`).shape;
    put(`${name}/w`, transpose(expectTensor(rnn, `${file}.weight`, [outputs, inputs]), outputs, inputs));
    put(`${name}/b`, expectTensor(rnn, `${file}.bias`, [outputs]));
  };
  expectTensor(rnn, 'mix_layer1.weight', [hidden, 30]);
  dense('max', 'mix_layer2');
  dense('input', 'final_mix_layer');
  dense('lstm', 'lstm.linear');
  dense('controls', 'rnn_to_controls');
  dense('scale', 'step_size');
  put('init/hidden', expectTensor(rnn, 'lstm_init_state.0', [1, hidden]));
  put('init/cell', expectTensor(rnn, 'lstm_init_state.1', [1, hidden]));
  packBanks(mlp, banks, values.subarray(segmentOf(layout, 'mlp').offset));
  return checkTheta({ ...shape, values });
}

function packBanks(mlp: FileTensors, banks: number, out: Float32Array): void {
  const dense: [string, string, number, number][] = [
    ['0', 'input_weights_,input_bias_', FEATURES, MLP_UNITS],
    ['1', 'hidden_weights_.0,hidden_bias_.0', MLP_UNITS, MLP_UNITS],
    ['2', 'output_weights_,output_bias_', MLP_UNITS, MLP_OUTPUTS],
  ];
  for (const [layer, names, inputs, outputs] of dense) {
    const [weightName, biasName] = names.split(',');
    const weights = expectTensor(mlp, weightName, [banks, outputs, inputs]);
    const biases = expectTensor(mlp, biasName, [banks, outputs]);
    const size = inputs * outputs;
    for (let bank = 0; bank < banks; bank++) {
      const row = bank * mlpLayout.size;
      const matrix = transpose(weights.subarray(bank * size, (bank + 1) * size), outputs, inputs);
      out.set(matrix, row + segmentOf(mlpLayout, `w${layer}`).offset);
      out.set(
        biases.subarray(bank * outputs, (bank + 1) * outputs),
        row + segmentOf(mlpLayout, `b${layer}`).offset,
      );
    }
  }
}

/** For a reader who brought one half. */
export const missingHalf = (has: 'rnn' | 'mlp'): CheckpointError =>
  new CheckpointError(
    has === 'rnn'
      ? 'this is the recurrent half of VeLO as PyLO publishes it; expected the file of VeLO_MLP beside it'
      : 'this is the per-parameter half of VeLO as PyLO publishes it; expected the file of VeLO_RNN beside it',
  );
