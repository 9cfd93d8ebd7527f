// scheduler.wgsl: Celo's LSTM over time and loss, S = 0.1 exp(s); see learned.wgsl. Reference: optimizers/learned/scheduler.ts and
// learned/network.ts. There is one row: all tensors would have the same.
//
// Constants: HIDDEN. Its state: loss averages, minima, weights (1 - decay^n) [3, 10], hidden, cell [2, HIDDEN].
// Row of theta: init hidden, init cell, max w [18, H], b, input w [18, H], b, lstm w [2H, 4H], b, scale w [H], b.

const AVERAGES : u32 = 10u;
const MAX_W : u32 = 2u * HIDDEN;
const MAX_B : u32 = MAX_W + 18u * HIDDEN;
const INPUT_W : u32 = MAX_B + HIDDEN;
const INPUT_B : u32 = INPUT_W + 18u * HIDDEN;
const LSTM_W : u32 = INPUT_B + HIDDEN;
const LSTM_B : u32 = LSTM_W + 8u * HIDDEN * HIDDEN;
const SCALE_W : u32 = LSTM_B + 4u * HIDDEN;
const SCALE_B : u32 = SCALE_W + HIDDEN;
const HIDDEN_AT : u32 = SCHEDULER_AT + 3u * AVERAGES;

var<workgroup> averages : array<f32, 3u * AVERAGES>;
var<workgroup> rates : array<f32, AVERAGES>;        // 1 - decay
var<workgroup> inputs : array<f32, 18>;
var<workgroup> joined : array<f32, 2u * HIDDEN>;    // y, hidden
var<workgroup> cellState : array<f32, HIDDEN>;
var<workgroup> hiddenNext : array<f32, HIDDEN>;
var<private> stepScale : f32;
var<private> thetaBase : u32;

fn startScheduler(lane : Lane, t : u32) {
  thetaBase = lane.row * ROW;
  let anew = lane.first == 0u;
  for (var k = t; k < 3u * AVERAGES; k += THREADS) {
    let start = select(0.0, 999999999999.0, k >= AVERAGES && k < 2u * AVERAGES);
    averages[k] = select(state[stateBase + SCHEDULER_AT + k], start, anew);
  }
  for (var j = t; j < AVERAGES; j += THREADS) {
    // Time constants from 10 to the planned length; 1 - exp(-x) by its series where the difference would lose digits.
    let steps = 10.0 * pow(f32(lane.horizon) / 10.0, f32(j) / 9.0);
    let x = 1.0 / steps;
    rates[j] = x * (1.0 - x * (0.5 - x * (0.1666666667 - x * (0.0416666667 - x * 0.0083333333))));
  }
  for (var h = t; h < HIDDEN; h += THREADS) {
    hiddenNext[h] = select(state[stateBase + HIDDEN_AT + h], theta[thetaBase + h], anew);
    cellState[h] = select(state[stateBase + HIDDEN_AT + HIDDEN + h], theta[thetaBase + HIDDEN + h], anew);
  }
}

fn endScheduler(t : u32) {
  for (var k = t; k < 3u * AVERAGES; k += THREADS) { state[stateBase + SCHEDULER_AT + k] = averages[k]; }
  for (var h = t; h < HIDDEN; h += THREADS) {
    state[stateBase + HIDDEN_AT + h] = hiddenNext[h];
    state[stateBase + HIDDEN_AT + HIDDEN + h] = cellState[h];
  }
}

/// Folds the loss into its averages and makes the LSTM's inputs: nine of time, nine of the loss.
fn schedulerInputs(lane : Lane, step : u32, t : u32) {
  if (t == THREADS - 1u) {
    let loss = lossOf();
    var ceiling = loss;
    if (step > 0u) {
      for (var j = 0u; j < AVERAGES; j++) {
        let old = averages[2u * AVERAGES + j];
        let weight = old + rates[j] * (1.0 - old);
        let value = averages[j] / weight;
        ceiling = select(max(ceiling, value), value, j == 0u);
      }
    }
    let limited = min(2.0 * abs(ceiling), loss);
    var before = vec2f(0.0); // corrected average and minimum of the previous one
    for (var j = 0u; j < AVERAGES; j++) {
      let old = averages[2u * AVERAGES + j];
      let weight = old + rates[j] * (1.0 - old);
      let mean = averages[j] + rates[j] * (limited - averages[j]);
      let corrected = mean / weight;
      let least = min(averages[AVERAGES + j], corrected);
      averages[j] = mean;
      averages[AVERAGES + j] = least;
      averages[2u * AVERAGES + j] = weight;
      if (j > 0u) {
        let span = max(1e-8, corrected - before.y);
        let height = clamp((before.x - before.y) / span - 1.0, -1.0, 1.0);
        inputs[9u + j - 1u] = select(height, 0.0, step < 2u);
      }
      before = vec2f(corrected, least);
    }
    let x = f32(step) / f32(lane.horizon);
    inputs[0] = tanhStable(10.0 * (x - 0.03));
    inputs[1] = tanhStable(10.0 * (x - 0.1));
    inputs[2] = tanhStable(10.0 * (x - 0.2));
    inputs[3] = tanhStable(10.0 * (x - 0.4));
    inputs[4] = tanhStable(10.0 * (x - 0.6));
    inputs[5] = tanhStable(10.0 * (x - 0.8));
    inputs[6] = tanhStable(10.0 * (x - 0.9));
    inputs[7] = tanhStable(10.0 * (x - 1.0));
    inputs[8] = tanhStable(10.0 * (x - 1.1));
  }
}

/// The LSTM's input layers, and last step's hidden state beside their sum.
fn schedulerHidden(lane : Lane, t : u32) {
  for (var h = t; h < HIDDEN; h += THREADS) {
    var v = theta[thetaBase + MAX_B + h];
    var y = theta[thetaBase + INPUT_B + h];
    for (var k = 0u; k < 18u; k++) {
      let x = inputs[k];
      v += x * theta[thetaBase + MAX_W + k * HIDDEN + h];
      y += x * theta[thetaBase + INPUT_W + k * HIDDEN + h];
    }
    joined[h] = y + max(v, 0.0);
    joined[HIDDEN + h] = hiddenNext[h];
  }
}

fn schedulerGates(lane : Lane, t : u32) {
  for (var h = t; h < HIDDEN; h += THREADS) {
    let bias = thetaBase + LSTM_B + h;
    var z = vec4f(theta[bias], theta[bias + HIDDEN], theta[bias + 2u * HIDDEN], theta[bias + 3u * HIDDEN]);
    var at = thetaBase + LSTM_W + h;
    for (var k = 0u; k < 2u * HIDDEN; k++) {
      z += joined[k] * vec4f(theta[at], theta[at + HIDDEN], theta[at + 2u * HIDDEN], theta[at + 3u * HIDDEN]);
      at += 4u * HIDDEN;
    }
    let cell = sigmoid(z.z + 1.0) * cellState[h] + sigmoid(z.x) * tanhStable(z.y);
    cellState[h] = cell;
    hiddenNext[h] = sigmoid(z.w) * tanhStable(cell);
  }
}

/// Every thread makes the sum for itself.
fn schedulerScale(lane : Lane, t : u32) {
  var s = theta[thetaBase + SCALE_B];
  for (var h = 0u; h < HIDDEN; h++) { s += hiddenNext[h] * theta[thetaBase + SCALE_W + h]; }
  stepScale = 0.1 * exp(s);
}
