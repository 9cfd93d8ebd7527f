// mlpTask.wgsl: mean squared error of a small network on a batch of its task's samples; see unroll.wgsl.
// Layers a' = f(a W + b), the last one linear. Reference: tasks/mlp.ts.
//
// Constants: LAYERS (weight matrices), SIZES (units of every layer), UNITS (their sum), SAMPLES (of the data set,
// < 65,536), BATCH (per step, a multiple of 4, drawn with replacement; SAMPLES is all in order), SINE (0: tanh,
// 1: sin(FREQUENCY z)), FREQUENCY. A task's record: scales, inputs [SAMPLES, in], targets [SAMPLES, out].

const PITCH : u32 = BATCH + 4u; // not a power of two, so that units lie in different banks

var<workgroup> acts : array<f32, UNITS * PITCH>;   // [unit, sample]; of the outputs, what they miss
var<workgroup> deltas : array<f32, UNITS * PITCH>; // forward: slope of the unit; then the loss's derivative by its input
var<workgroup> picks : array<u32, BATCH>;

fn lossAndGrads(t : u32) {
  let outputs = SIZES[LAYERS];
  for (var s = t; s < BATCH; s += THREADS) {
    var sample = s;
    if (BATCH != SAMPLES) { sample = drawBelow(laneKey, s, SAMPLES); }
    picks[s] = sample;
    let place = dataBase + TENSORS + sample * SIZES[0];
    for (var k = 0u; k < SIZES[0]; k++) { acts[k * PITCH + s] = data[place + k]; }
  }
  workgroupBarrier();
  var lower = 0u; // first unit of the layer's inputs
  var at = 0u;    // its weights
  for (var layer = 0u; layer < LAYERS; layer++) {
    let wide = SIZES[layer];
    let next = SIZES[layer + 1u];
    for (var cell = startCell(t, BATCH); cell.y < next; cell = nextCell(cell, BATCH)) {
      let j = cell.y;
      let s = cell.x;
      var z = weights[at + wide * next + j];
      for (var k = 0u; k < wide; k++) { z += acts[(lower + k) * PITCH + s] * weights[at + k * next + j]; }
      let place = (lower + wide + j) * PITCH + s;
      if (layer + 1u < LAYERS) {
        if (SINE == 1u) {
          let wave = sinCos(f32(FREQUENCY) * z);
          acts[place] = wave.x;
          deltas[place] = f32(FREQUENCY) * wave.y;
        } else {
          let a = tanhStable(z);
          acts[place] = a;
          deltas[place] = 1.0 - a * a;
        }
      } else {
        let miss = z - data[dataBase + TENSORS + SAMPLES * SIZES[0] + picks[s] * next + j];
        acts[place] = miss;
        deltas[place] = miss * (2.0 / f32(BATCH * outputs));
      }
    }
    lower += wide;
    at += (wide + 1u) * next;
    workgroupBarrier();
  }
  if (t < 4u) {
    var sum = 0.0;
    for (var j = lower * PITCH + t; j < UNITS * PITCH; j += PITCH) {
      for (var s = 0u; s < BATCH; s += 4u) { sum += acts[j + s] * acts[j + s]; }
    }
    lossParts[t] = sum / f32(BATCH * outputs);
  }
  for (var down = 0u; down < LAYERS; down++) {
    let layer = LAYERS - 1u - down;
    let wide = SIZES[layer];
    let next = SIZES[layer + 1u];
    let above = lower;
    lower -= wide;
    at -= (wide + 1u) * next;
    for (var cell = startCell(t, 4u * next); cell.y <= wide; cell = nextCell(cell, 4u * next)) {
      let part = cell.x & 3u;
      let j = cell.x >> 2u;
      let k = cell.y;
      let delta = (above + j) * PITCH + part;
      var sum = 0.0;
      if (k < wide) {
        let act = (lower + k) * PITCH + part;
        for (var s = 0u; s < BATCH; s += 4u) { sum += deltas[delta + s] * acts[act + s]; }
      } else {
        for (var s = 0u; s < BATCH; s += 4u) { sum += deltas[delta + s]; }
      }
      gradParts[part * SIZE + at + k * next + j] = sum;
    }
    if (layer > 0u) {
      for (var cell = startCell(t, BATCH); cell.y < wide; cell = nextCell(cell, BATCH)) {
        let k = cell.y;
        let s = cell.x;
        var sum = 0.0;
        for (var j = 0u; j < next; j++) { sum += deltas[(above + j) * PITCH + s] * weights[at + k * next + j]; }
        deltas[(lower + k) * PITCH + s] *= sum;
      }
    }
    workgroupBarrier();
  }
}
