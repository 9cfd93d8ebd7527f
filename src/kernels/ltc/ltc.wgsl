// ltc.wgsl: loss and gradient of a liquid time-constant network, forward and backward in one dispatch.
// Reference: tasks/ltc/portable.ts and tasks/ltc/reference.ts, with equal names.
//
// One workgroup per lane, one thread per cell (padded to a power of two with cells that have no synapse).
// A thread owns the synapses that end in its cell, hence their gradients need no atomics and every sum has
// a fixed order. Loops over synapses have a constant bound beside the cell's own number: a compiler can
// unroll them and keep the synapses in registers, yet cells with few of them are not held up (twice as fast
// on a software adapter).
//
// State and flow are double-buffered, so that one barrier per unfold is enough in both directions: what a
// thread writes before a barrier, others read after it from the half that is not written until the next.

const FLOWS : u32 = UNITS * MAX_IN;
const STATES : u32 = TIME * UNFOLDS * UNITS; // of one batch item: before every unfold
const SAMPLES : u32 = BATCH * TIME;

// Tensors of a lane, in the order of the layout.
const GLEAK : u32 = 0u;
const VLEAK : u32 = GLEAK + UNITS;
const CM : u32 = VLEAK + UNITS;
const SIGMA : u32 = CM + UNITS;
const MU : u32 = SIGMA + UNITS * UNITS;
const W : u32 = MU + UNITS * UNITS;
const EREV : u32 = W + UNITS * UNITS;
const SENSORY_SIGMA : u32 = EREV + UNITS * UNITS;
const SENSORY_MU : u32 = SENSORY_SIGMA + INPUTS * UNITS;
const SENSORY_W : u32 = SENSORY_MU + INPUTS * UNITS;
const SENSORY_EREV : u32 = SENSORY_W + INPUTS * UNITS;
const INPUT_W : u32 = SENSORY_EREV + INPUTS * UNITS;
const INPUT_B : u32 = INPUT_W + INPUTS;
const OUTPUT_W : u32 = INPUT_B + INPUTS;
const OUTPUT_B : u32 = OUTPUT_W + OUTPUTS;
const SIZE : u32 = OUTPUT_B + OUTPUTS;

// Sections of `problem`.
const INCOMING : u32 = 0u;                               // [WORKGROUP, MAX_IN] source cells, then NONE
const OUTGOING : u32 = INCOMING + WORKGROUP * MAX_IN;    // [WORKGROUP, MAX_OUT] places in `flow`, likewise
const SENSORY : u32 = OUTGOING + WORKGROUP * MAX_OUT;    // [WORKGROUP, MAX_SENSORY] inputs, likewise
const INPUT : u32 = SENSORY + WORKGROUP * MAX_SENSORY;   // f32[BATCH, TIME, INPUTS]
const TARGET : u32 = INPUT + SAMPLES * INPUTS;           // f32[BATCH, TIME, OUTPUTS]
const NONE : u32 = 0xffffffffu;

// Sections of a lane's part of `scratch`.
const OUTPUT : u32 = BATCH * (STATES + UNITS);           // after the states: [BATCH, TIME, OUTPUTS]
const NOISY_INPUT : u32 = OUTPUT + SAMPLES * OUTPUTS;    // [BATCH, TIME, INPUTS], where there is noise
const SCRATCH : u32 = NOISY_INPUT + NOISY * SAMPLES * INPUTS;

struct Hyper {
  kappaScale : f32,   // unfolds / elapsed: C times this is kappa
  epsilon : f32,
  noise : f32,        // standard deviation
  noisePerStep : u32, // 1: fresh in each step; 0: that of step 0 throughout
}

struct Step { slot : u32, index : u32, }

@group(0) @binding(0) var<storage, read> params : array<f32>;
@group(0) @binding(1) var<storage, read> status : array<u32>;
@group(0) @binding(2) var<storage, read> batchKeys : array<vec2u>;
@group(0) @binding(3) var<storage, read> problem : array<u32>;
@group(0) @binding(4) var<storage, read_write> grads : array<f32>;
@group(0) @binding(5) var<storage, read_write> loss : array<f32>;
@group(0) @binding(6) var<storage, read_write> metric : array<f32>;
@group(0) @binding(7) var<storage, read_write> scratch : array<f32>;
@group(0) @binding(8) var<uniform> hyper : Hyper;
@group(1) @binding(0) var<uniform> step : Step;

var<workgroup> state : array<f32, 2u * WORKGROUP>;
var<workgroup> flow : array<f32, 2u * FLOWS>;
var<workgroup> parts : array<vec2f, WORKGROUP>;

/** One synapse: slope, midpoint, effective conductance and reversal potential; or their gradients. */
struct Synapse { sigma : f32, mu : f32, w : f32, erev : f32, }

var<private> cell : u32;
var<private> live : bool;    // not a padding cell
var<private> paramBase : u32;
var<private> scratchBase : u32;
var<private> kappa : f32;
var<private> gleak : f32;
var<private> vleak : f32;
var<private> outputW : f32;
var<private> outputB : f32;
var<private> fanIn : u32;
var<private> incoming : array<u32, MAX_IN>;    // source cells
var<private> fanOut : u32;
var<private> outgoing : array<u32, MAX_OUT>;   // places in `flow`
var<private> synapse : array<Synapse, MAX_IN>;
var<private> sensoryFan : u32;
var<private> sensoryInput : array<u32, MAX_SENSORY>;
var<private> sensoryMap : array<vec2f, MAX_SENSORY>; // input_w, input_b of the synapse's input
var<private> sensory : array<Synapse, MAX_SENSORY>;

fn positive(raw : f32) -> f32 {
  if (IMPLICIT == 1u) { return softplus(raw); }
  return raw;
}

/** Derivative of `positive`. */
fn positiveSlope(raw : f32) -> f32 {
  if (IMPLICIT == 1u) { return sigmoid(raw); }
  return 1.0;
}

fn inputAt(index : u32, noisy : bool) -> f32 {
  if (noisy) { return scratch[scratchBase + NOISY_INPUT + index]; }
  return bitcast<f32>(problem[INPUT + index]);
}

fn targetAt(index : u32) -> f32 { return bitcast<f32>(problem[TARGET + index]); }

/** Reads the cell's parameters and synapses. */
fn load() {
  kappa = 1.0;
  if (live) {
    kappa = hyper.kappaScale * positive(params[paramBase + CM + cell]);
    gleak = positive(params[paramBase + GLEAK + cell]);
    vleak = params[paramBase + VLEAK + cell];
  }
  if (cell < OUTPUTS) {
    outputW = params[paramBase + OUTPUT_W + cell];
    outputB = params[paramBase + OUTPUT_B + cell];
  }
  for (; fanIn < MAX_IN; fanIn++) {
    let source = problem[INCOMING + cell * MAX_IN + fanIn];
    if (source == NONE) { break; }
    let at = paramBase + source * UNITS + cell;
    incoming[fanIn] = source;
    synapse[fanIn] = Synapse(params[at + SIGMA], params[at + MU], positive(params[at + W]), params[at + EREV]);
  }
  for (; fanOut < MAX_OUT; fanOut++) {
    let place = problem[OUTGOING + cell * MAX_OUT + fanOut];
    if (place == NONE) { break; }
    outgoing[fanOut] = place;
  }
  for (; sensoryFan < MAX_SENSORY; sensoryFan++) {
    let source = problem[SENSORY + cell * MAX_SENSORY + sensoryFan];
    if (source == NONE) { break; }
    let at = paramBase + source * UNITS + cell;
    sensoryInput[sensoryFan] = source;
    sensory[sensoryFan] = Synapse(params[at + SENSORY_SIGMA], params[at + SENSORY_MU],
      positive(params[at + SENSORY_W]), params[at + SENSORY_EREV]);
    sensoryMap[sensoryFan] = vec2f(params[paramBase + INPUT_W + source], params[paramBase + INPUT_B + source]);
  }
}

/** Runs one sequence from state 0; returns this cell's sum of squared errors (0 unless it is an output). */
fn forward(item : u32, noisy : bool, keep : bool) -> f32 {
  var v = 0.0;
  var squares = 0.0;
  var half = 0u; // of `state`, the one to read
  var store = scratchBase + item * (STATES + UNITS) + cell;
  state[cell] = 0.0;
  workgroupBarrier();
  for (var t = 0u; t < TIME; t++) {
    let sample = item * TIME + t;
    var steadyP = gleak * vleak;
    var steadyD = kappa + gleak + hyper.epsilon;
    for (var n = 0u; n < MAX_SENSORY && n < sensoryFan; n++) {
      let s = sensory[n];
      let u = sensoryMap[n].x * inputAt(sample * INPUTS + sensoryInput[n], noisy) + sensoryMap[n].y;
      let a = s.w * sigmoid(s.sigma * (u - s.mu));
      steadyP += a * s.erev;
      steadyD += a;
    }
    for (var m = 0u; m < UNFOLDS; m++) {
      if (keep && live) { scratch[store] = v; }
      store += UNITS;
      var p = kappa * v + steadyP;
      var d = steadyD;
      for (var n = 0u; n < MAX_IN && n < fanIn; n++) {
        let s = synapse[n];
        let a = s.w * sigmoid(s.sigma * (state[half + incoming[n]] - s.mu));
        p += a * s.erev;
        d += a;
      }
      v = p / d;
      half = WORKGROUP - half;
      state[half + cell] = v;
      workgroupBarrier();
    }
    if (cell < OUTPUTS) {
      let y = outputW * v + outputB;
      if (keep) { scratch[scratchBase + OUTPUT + sample * OUTPUTS + cell] = y; }
      let error = y - targetAt(sample * OUTPUTS + cell);
      squares += error * error;
    }
  }
  if (keep && live) { scratch[store] = v; }
  return squares;
}

// Gradients of what `load` read, summed over batch, time and unfolds.
var<private> dKappa : f32;
var<private> dGleak : f32;
var<private> dVleak : f32;
var<private> dOutputW : f32;
var<private> dOutputB : f32;
var<private> dSynapse : array<Synapse, MAX_IN>;
var<private> dSensory : array<Synapse, MAX_SENSORY>;
var<private> dSensoryMap : array<vec2f, MAX_SENSORY>;

/** The way back through one sequence whose states `forward` kept. */
fn backward(item : u32, noisy : bool) {
  var gate : array<f32, MAX_IN>;
  var sensoryGate : array<f32, MAX_SENSORY>;
  var lambda = 0.0;
  var half = 0u;
  var place = scratchBase + item * (STATES + UNITS) + STATES + select(0u, cell, live);
  var after = scratch[place];
  place -= UNITS;
  var v = scratch[place];
  state[cell] = v;
  workgroupBarrier();
  for (var back = 1u; back <= TIME; back++) {
    let sample = item * TIME + TIME - back;
    if (cell < OUTPUTS) {
      let error = outputW * after + outputB - targetAt(sample * OUTPUTS + cell);
      let dy = error * (2.0 / f32(SAMPLES * OUTPUTS));
      dOutputW += dy * after;
      dOutputB += dy;
      lambda += dy * outputW;
    }
    var steadyD = kappa + gleak + hyper.epsilon;
    for (var n = 0u; n < MAX_SENSORY && n < sensoryFan; n++) {
      let s = sensory[n];
      let u = sensoryMap[n].x * inputAt(sample * INPUTS + sensoryInput[n], noisy) + sensoryMap[n].y;
      sensoryGate[n] = sigmoid(s.sigma * (u - s.mu));
      steadyD += s.w * sensoryGate[n];
    }
    var dP = 0.0; // summed over the unfolds
    var dD = 0.0;
    for (var m = 0u; m < UNFOLDS; m++) {
      // The very last unfold has nothing before it and never uses what it reads.
      place = max(place, scratchBase + UNITS) - UNITS;
      let before = scratch[place];
      var d = steadyD;
      for (var n = 0u; n < MAX_IN && n < fanIn; n++) {
        let s = synapse[n];
        gate[n] = sigmoid(s.sigma * (state[half + incoming[n]] - s.mu));
        d += s.w * gate[n];
      }
      let q = lambda / d;
      let flowHalf = select(0u, FLOWS, half > 0u);
      for (var n = 0u; n < MAX_IN && n < fanIn; n++) {
        let s = synapse[n];
        let g = gate[n];
        let e = q * (s.erev - after);
        let a = s.w * g;
        let z = a * (1.0 - g) * e;
        dSynapse[n].sigma += z * (state[half + incoming[n]] - s.mu);
        dSynapse[n].mu -= z * s.sigma;
        dSynapse[n].w += g * e;
        dSynapse[n].erev += a * q;
        flow[flowHalf + cell * MAX_IN + n] = z * s.sigma;
      }
      dKappa += q * (v - after);
      dGleak += q * (vleak - after);
      dVleak += q * gleak;
      dP += q;
      dD -= q * after;
      half = WORKGROUP - half;
      state[half + cell] = before;
      workgroupBarrier();
      lambda = kappa * q;
      for (var n = 0u; n < MAX_OUT && n < fanOut; n++) { lambda += flow[flowHalf + outgoing[n]]; }
      after = v;
      v = before;
    }
    for (var n = 0u; n < MAX_SENSORY && n < sensoryFan; n++) {
      let s = sensory[n];
      let x = inputAt(sample * INPUTS + sensoryInput[n], noisy);
      let u = sensoryMap[n].x * x + sensoryMap[n].y;
      let g = sensoryGate[n];
      let e = dP * s.erev + dD;
      let a = s.w * g;
      let z = a * (1.0 - g) * e;
      dSensory[n].sigma += z * (u - s.mu);
      dSensory[n].mu -= z * s.sigma;
      dSensory[n].w += g * e;
      dSensory[n].erev += a * dP;
      dSensoryMap[n] += vec2f(x, 1.0) * (z * s.sigma);
    }
  }
}

/** Writes the cell's columns; what has no synapse gets exactly 0. */
fn writeGrads() {
  if (cell < OUTPUTS) {
    grads[paramBase + OUTPUT_W + cell] = dOutputW;
    grads[paramBase + OUTPUT_B + cell] = dOutputB;
  }
  if (!live) { return; }
  grads[paramBase + GLEAK + cell] = dGleak * positiveSlope(params[paramBase + GLEAK + cell]);
  grads[paramBase + VLEAK + cell] = dVleak;
  grads[paramBase + CM + cell] = dKappa * hyper.kappaScale * positiveSlope(params[paramBase + CM + cell]);
  for (var i = 0u; i < UNITS; i++) {
    let at = paramBase + i * UNITS + cell;
    grads[at + SIGMA] = 0.0;
    grads[at + MU] = 0.0;
    grads[at + W] = 0.0;
    grads[at + EREV] = 0.0;
  }
  for (var k = 0u; k < INPUTS; k++) {
    let at = paramBase + k * UNITS + cell;
    grads[at + SENSORY_SIGMA] = 0.0;
    grads[at + SENSORY_MU] = 0.0;
    grads[at + SENSORY_W] = 0.0;
    grads[at + SENSORY_EREV] = 0.0;
  }
  for (var n = 0u; n < MAX_IN && n < fanIn; n++) {
    let at = paramBase + incoming[n] * UNITS + cell;
    grads[at + SIGMA] = dSynapse[n].sigma;
    grads[at + MU] = dSynapse[n].mu;
    grads[at + W] = dSynapse[n].w * positiveSlope(params[at + W]);
    grads[at + EREV] = dSynapse[n].erev;
  }
  for (var n = 0u; n < MAX_SENSORY && n < sensoryFan; n++) {
    let at = paramBase + sensoryInput[n] * UNITS + cell;
    grads[at + SENSORY_SIGMA] = dSensory[n].sigma;
    grads[at + SENSORY_MU] = dSensory[n].mu;
    grads[at + SENSORY_W] = dSensory[n].w * positiveSlope(params[at + SENSORY_W]);
    grads[at + SENSORY_EREV] = dSensory[n].erev;
  }
}

/** Sum over the cells in their order; the result is valid in cell 0. */
fn sumCells(part : vec2f) -> vec2f {
  parts[cell] = part;
  workgroupBarrier();
  var sum = vec2f(0.0);
  if (cell == 0u) {
    for (var j = 0u; j < UNITS; j++) { sum += parts[j]; }
  }
  workgroupBarrier();
  return sum;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group : vec3u, @builtin(local_invocation_index) thread : u32) {
  let lane = group.x;
  if (status[lane] != 1u) { return; }
  cell = thread;
  live = cell < UNITS;
  paramBase = lane * SIZE;
  scratchBase = lane * SCRATCH;
  load();
  if (NOISY == 1u) {
    let key = foldIn(batchKeys[lane], step.index * hyper.noisePerStep);
    for (var i = cell; i < SAMPLES * INPUTS; i += WORKGROUP) {
      scratch[scratchBase + NOISY_INPUT + i] = inputAt(i, false) + hyper.noise * normalAt(key, i);
    }
    storageBarrier();
  }
  var squares = vec2f(0.0); // of the training sequence, of the clean one
  for (var item = 0u; item < BATCH; item++) {
    squares.x += forward(item, NOISY == 1u, true);
    backward(item, NOISY == 1u);
    if (NOISY == 1u) { squares.y += forward(item, false, false); }
  }
  writeGrads();
  for (var k = 0u; k < INPUTS; k++) {
    var part = vec2f(0.0);
    for (var n = 0u; n < MAX_SENSORY && n < sensoryFan; n++) {
      if (sensoryInput[n] == k) { part += dSensoryMap[n]; }
    }
    let sum = sumCells(part);
    if (cell == 0u) {
      grads[paramBase + INPUT_W + k] = sum.x;
      grads[paramBase + INPUT_B + k] = sum.y;
    }
  }
  let mean = sumCells(squares) / f32(SAMPLES * OUTPUTS);
  if (cell == 0u) {
    loss[lane] = mean.x;
    if (NOISY == 1u) { metric[lane] = mean.y; }
  }
}
