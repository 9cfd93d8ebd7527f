// celoScheduler.wgsl: the scheduler of Celo and Celo-Adam, one workgroup per member; reference: optimizers/learned/celo.ts. All rows
// of Celo's LSTM are identical, so there is one. Follows math.wgsl, tables.wgsl and clock.wgsl.
// Constants: HIDDEN (H, at least 1), SCHEDULED (0: no LSTM, S = 1), THREADS.
struct TableSizes { tensors : u32, stride : u32, rows : u32, thetaSize : u32, }
struct Step { slot : u32, index : u32, }

@group(0) @binding(0) var<storage, read> table : array<vec4u>;
@group(0) @binding(1) var<storage, read> status : array<u32>;
@group(0) @binding(2) var<storage, read> hypers : array<vec2f>; // horizon, multiplier
@group(0) @binding(3) var<storage, read> loss : array<f32>;
@group(0) @binding(4) var<storage, read> theta : array<f32>;
@group(0) @binding(5) var<storage, read_write> scheduler : array<f32>;
@group(0) @binding(6) var<storage, read_write> tables : array<u32>;
@group(0) @binding(7) var<uniform> sizes : TableSizes;
@group(1) @binding(0) var<uniform> step : Step;

// Places in theta, see checkpoints/theta.ts.
const INIT_HIDDEN = 0u;
const INIT_CELL = HIDDEN;
const MAX_W = 2u * HIDDEN;
const MAX_B = MAX_W + CLOCK_INPUTS * HIDDEN;
const INPUT_W = MAX_B + HIDDEN;
const INPUT_B = INPUT_W + CLOCK_INPUTS * HIDDEN;
const LSTM_W = INPUT_B + HIDDEN;
const LSTM_B = LSTM_W + 8u * HIDDEN * HIDDEN;
const SCALE_W = LSTM_B + 4u * HIDDEN;
const SCALE_B = SCALE_W + HIDDEN;

var<workgroup> z : array<f32, 2u * HIDDEN>;
var<workgroup> gates : array<f32, 4u * HIDDEN>;

/// Advances the LSTM of the row at `at`; every thread returns s, its first output.
fn runLstm(thread : u32, at : u32, weights : u32, first : bool) -> f32 {
  let hiddenAt = at + HEADER;
  let cellAt = hiddenAt + HIDDEN;
  for (var h = thread; h < HIDDEN; h += THREADS) {
    var toMax = theta[weights + MAX_B + h];
    var y = theta[weights + INPUT_B + h];
    for (var k = 0u; k < CLOCK_INPUTS; k++) {
      toMax += clockInputs[k] * theta[weights + MAX_W + k * HIDDEN + h];
      y += clockInputs[k] * theta[weights + INPUT_W + k * HIDDEN + h];
    }
    z[h] = y + max(toMax, 0.0);
    if (first) {
      z[HIDDEN + h] = theta[weights + INIT_HIDDEN + h];
    } else {
      z[HIDDEN + h] = scheduler[hiddenAt + h];
    }
  }
  workgroupBarrier();
  for (var column = thread; column < 4u * HIDDEN; column += THREADS) {
    var sum = theta[weights + LSTM_B + column];
    for (var k = 0u; k < 2u * HIDDEN; k++) {
      sum += z[k] * theta[weights + LSTM_W + k * 4u * HIDDEN + column];
    }
    gates[column] = sum;
  }
  workgroupBarrier();
  for (var h = thread; h < HIDDEN; h += THREADS) {
    var old = scheduler[cellAt + h];
    if (first) {
      old = theta[weights + INIT_CELL + h];
    }
    let cell = sigmoid(gates[2u * HIDDEN + h] + 1.0) * old + sigmoid(gates[h]) * tanhStable(gates[HIDDEN + h]);
    let hidden = sigmoid(gates[3u * HIDDEN + h]) * tanhStable(cell);
    scheduler[cellAt + h] = cell;
    scheduler[hiddenAt + h] = hidden;
    z[h] = hidden * theta[weights + SCALE_W + h];
  }
  workgroupBarrier();
  var s = theta[weights + SCALE_B];
  for (var h = 0u; h < HIDDEN; h++) {
    s += z[h];
  }
  return s;
}

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group : vec3u, @builtin(local_invocation_index) thread : u32) {
  let member = group.x;
  let entry = table[member];
  let record = sizes.tensors * TENSOR_WORDS + member * sizes.stride;
  if (status[entry.x] != 1u) {
    if (thread == 0u) {
      tables[record + RUNNING] = 0u;
    }
    return;
  }
  let row = select(HEADER, HEADER + 2u * HIDDEN, SCHEDULED == 1u);
  let at = member * row;
  let hyper = hypers[step.slot * sizes.rows + entry.y];
  // Before `tick` counts on; storage that is written is not uniform, so every thread reads it itself.
  let first = scheduler[at + ITERATION] == 0.0;
  storageBarrier();
  if (thread == 0u) {
    tick(at, loss[entry.x], hyper.x);
    for (var j = 0u; j < 2u; j++) {
      let old = scheduler[at + 2u + j];
      let correction = old + select(0.001, 0.1, j == 0u) * (1.0 - old);
      scheduler[at + 2u + j] = correction;
      tables[record + CORRECTION + j] = bitcast<u32>(correction);
    }
  }
  workgroupBarrier();
  var scale = 1.0;
  var s = 0.0;
  if (SCHEDULED == 1u) {
    s = runLstm(thread, at, entry.z * sizes.thetaSize, first);
    scale = 0.1 * exp(s);
  }
  if (thread == 0u) {
    tables[record + RUNNING] = 1u;
    tables[record + LANE] = entry.x;
    tables[record + THETA] = entry.z;
    tables[record + FIRST] = u32(first);
    tables[record + MULTIPLIER] = bitcast<u32>(hyper.y);
    tables[record + SCALES] = bitcast<u32>(scale * hyper.y);
    for (var i = 0u; i < CLOCK_INPUTS; i++) {
      tables[record + SCALES + 1u + i] = bitcast<u32>(clockInputs[i]);
    }
    tables[record + SCALES + 1u + CLOCK_INPUTS] = bitcast<u32>(s);
  }
}
