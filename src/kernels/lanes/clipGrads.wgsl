// clipGrads.wgsl: scales the gradient of a lane down to its arm's largest global norm (0: leaves it).
// One workgroup per lane, sums in a fixed order. Reference: engine/portable.ts.
struct Step { slot : u32, index : u32, }
struct Sizes { size : u32, rows : u32, }

@group(0) @binding(0) var<storage, read> status : array<u32>;         // [lanes]
@group(0) @binding(1) var<storage, read> clipNorms : array<f32>;      // [slots, rows], a row is an arm
@group(0) @binding(2) var<storage, read> armOf : array<u32>;          // [lanes]
@group(0) @binding(3) var<storage, read_write> grads : array<f32>;    // [lanes, size]
@group(0) @binding(4) var<uniform> sizes : Sizes;
@group(1) @binding(0) var<uniform> step : Step;

var<workgroup> partial : array<f32, 256>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group : vec3u, @builtin(local_invocation_index) t : u32) {
  let lane = group.x;
  let limit = clipNorms[step.slot * sizes.rows + armOf[lane]];
  if (status[lane] != 1u || limit <= 0.0) { return; }
  var sum = 0.0;
  for (var i = t; i < sizes.size; i += 256u) {
    let g = grads[lane * sizes.size + i];
    sum += g * g;
  }
  partial[t] = sum;
  workgroupBarrier();
  for (var half = 128u; half > 0u; half /= 2u) {
    if (t < half) { partial[t] += partial[t + half]; }
    workgroupBarrier();
  }
  let norm = sqrt(partial[0]);
  if (norm > limit) {
    let scale = limit / norm;
    for (var i = t; i < sizes.size; i += 256u) { grads[lane * sizes.size + i] *= scale; }
  }
}
