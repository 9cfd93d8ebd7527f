// mlp.wgsl: mean squared error of a tanh network and its gradient, forward and backward in one dispatch.
// One workgroup per lane; a thread computes one sample of a tile, then owns parameters and sums their
// gradients over the tile, in a fixed order and without atomics. Reference: tasks/mlp.ts.
//
// Constants: LAYERS (weight matrices), SIZES (units of every layer, LAYERS + 1 long), UNITS (their sum),
// WIDTH (the largest), TILE (threads). Needs threefry.wgsl and tanhStable of math.wgsl.
struct Step { slot : u32, index : u32, }
struct Sizes { size : u32, samples : u32, batch : u32, }   // batch 0: all samples in order

@group(0) @binding(0) var<storage, read> params : array<f32>;         // [lanes, size]: w1 [in, out], b1, w2, ...
@group(0) @binding(1) var<storage, read> status : array<u32>;         // [lanes]
@group(0) @binding(2) var<storage, read> keys : array<vec2u>;         // [lanes]
@group(0) @binding(3) var<storage, read> inputs : array<f32>;         // [samples, in]
@group(0) @binding(4) var<storage, read> targets : array<f32>;        // [samples, out]
@group(0) @binding(5) var<storage, read_write> grads : array<f32>;    // [lanes, size]
@group(0) @binding(6) var<storage, read_write> loss : array<f32>;     // [lanes]
@group(0) @binding(7) var<uniform> sizes : Sizes;
@group(1) @binding(0) var<uniform> step : Step;

var<workgroup> deltas : array<f32, TILE * WIDTH>;
var<workgroup> acts : array<f32, TILE * WIDTH>;
var<workgroup> errors : array<f32, TILE>;

@compute @workgroup_size(TILE)
fn main(@builtin(workgroup_id) group : vec3u, @builtin(local_invocation_index) t : u32) {
  let lane = group.x;
  if (status[lane] != 1u) { return; }
  let base = lane * sizes.size;
  let outputs = SIZES[LAYERS];
  let count = select(sizes.batch, sizes.samples, sizes.batch == 0u);
  let key = foldIn(keys[lane], step.index);
  var activation : array<f32, UNITS>;
  var delta : array<f32, WIDTH>;
  var before : array<f32, WIDTH>;
  var error = 0.0;

  for (var first = 0u; first < count; first += TILE) {
    let here = min(TILE, count - first);
    if (t < here) {
      var sample = first + t;
      if (sizes.batch != 0u) { sample = drawBelow(key, sample, sizes.samples); }
      for (var k = 0u; k < SIZES[0]; k++) { activation[k] = inputs[sample * SIZES[0] + k]; }
      var weights = base;
      var start = 0u;
      for (var layer = 0u; layer < LAYERS; layer++) {
        let wide = SIZES[layer];
        let next = SIZES[layer + 1u];
        for (var j = 0u; j < next; j++) {
          var z = params[weights + wide * next + j];
          for (var k = 0u; k < wide; k++) { z += activation[start + k] * params[weights + k * next + j]; }
          activation[start + wide + j] = select(z, tanhStable(z), layer + 1u < LAYERS);
        }
        weights += (wide + 1u) * next;
        start += wide;
      }
      for (var j = 0u; j < outputs; j++) {
        let miss = activation[start + j] - targets[sample * outputs + j];
        error += miss * miss;
        delta[j] = 2.0 * miss / f32(count * outputs);
      }
    }
    // Backward, last layer first; `weights` and `start` end where the layer begins.
    var weights = base + sizes.size;
    var start = UNITS - outputs;
    for (var down = 0u; down < LAYERS; down++) {
      let layer = LAYERS - 1u - down;
      let wide = SIZES[layer];
      let next = SIZES[layer + 1u];
      weights -= (wide + 1u) * next;
      start -= wide;
      workgroupBarrier();
      if (t < here) {
        for (var j = 0u; j < next; j++) { deltas[t * WIDTH + j] = delta[j]; }
        for (var k = 0u; k < wide; k++) { acts[t * WIDTH + k] = activation[start + k]; }
      }
      workgroupBarrier();
      for (var p = t; p < (wide + 1u) * next; p += TILE) {
        let j = p % next;
        let k = p / next;
        var sum = 0.0;
        for (var s = 0u; s < here; s++) {
          sum += deltas[s * WIDTH + j] * select(1.0, acts[s * WIDTH + k], k < wide);
        }
        let at = weights + p;
        grads[at] = select(grads[at] + sum, sum, first == 0u);
      }
      if (t < here && layer > 0u) {
        for (var k = 0u; k < wide; k++) {
          var sum = 0.0;
          for (var j = 0u; j < next; j++) { sum += delta[j] * params[weights + k * next + j]; }
          let a = activation[start + k];
          before[k] = sum * (1.0 - a * a);
        }
        for (var k = 0u; k < wide; k++) { delta[k] = before[k]; }
      }
    }
  }
  errors[t] = error;
  workgroupBarrier();
  if (t == 0u) {
    var sum = 0.0;
    for (var s = 0u; s < TILE; s++) { sum += errors[s]; }
    loss[lane] = sum / f32(count * outputs);
  }
}

// The draw at `index`, uniform in 0 .. bound - 1: the upper word of bits * bound, as in tasks/mlp.ts.
fn drawBelow(key : vec2u, index : u32, bound : u32) -> u32 {
  let bits = bitsAt(key, index);
  let low = (bits & 0xffffu) * bound;
  return ((bits >> 16u) * bound + (low >> 16u)) >> 16u;
}
