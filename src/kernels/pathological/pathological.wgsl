// pathological.wgsl: f = s (1 + lambda s + cos(1/s)) of s = |x|_1, and its analytic gradient.
// One workgroup per lane; sums in a fixed order. Reference: tasks/pathological.ts. Needs sinCos of math.wgsl.
struct Sizes { size : u32, lambda : f32, }

@group(0) @binding(0) var<storage, read> params : array<f32>;         // [lanes, size]
@group(0) @binding(1) var<storage, read> status : array<u32>;         // [lanes]
@group(0) @binding(2) var<storage, read_write> grads : array<f32>;    // [lanes, size]
@group(0) @binding(3) var<storage, read_write> loss : array<f32>;     // [lanes]
@group(0) @binding(4) var<storage, read_write> metric : array<f32>;   // [lanes], s
@group(0) @binding(5) var<uniform> sizes : Sizes;

const SMALLEST_NORMAL = 1.1754944e-38;

var<workgroup> partial : array<f32, 256>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group : vec3u, @builtin(local_invocation_index) t : u32) {
  let lane = group.x;
  if (status[lane] != 1u) { return; }
  let base = lane * sizes.size;
  var sum = 0.0;
  for (var i = t; i < sizes.size; i += 256u) { sum += abs(params[base + i]); }
  partial[t] = sum;
  workgroupBarrier();
  for (var half = 128u; half > 0u; half /= 2u) {
    if (t < half) { partial[t] += partial[t + half]; }
    workgroupBarrier();
  }
  let s = partial[0];
  var value = 0.0;
  var slope = 0.0;
  // Below the smallest normal number 1/s overflows; there f is 0 to rounding. A NaN must pass on.
  if (!(s < SMALLEST_NORMAL)) {
    let wave = sinCos(1.0 / s);
    value = s * (1.0 + sizes.lambda * s + wave.y);
    slope = 1.0 + 2.0 * sizes.lambda * s + wave.y + wave.x / s;
  }
  if (t == 0u) {
    loss[lane] = value;
    metric[lane] = s;
  }
  for (var i = t; i < sizes.size; i += 256u) { grads[base + i] = sign(params[base + i]) * slope; }
}
