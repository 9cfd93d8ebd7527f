// quadratic.wgsl: 0.5 * sum a (x - c)^2 and its gradient; one workgroup per lane, sums in a fixed order.
// Reference: tasks/quadratic.ts.
struct Sizes { size : u32, }

@group(0) @binding(0) var<storage, read> params : array<f32>;         // [lanes, size]
@group(0) @binding(1) var<storage, read> status : array<u32>;         // [lanes]
@group(0) @binding(2) var<storage, read> curvature : array<f32>;      // [size], a
@group(0) @binding(3) var<storage, read> centre : array<f32>;         // [size], c
@group(0) @binding(4) var<storage, read_write> grads : array<f32>;    // [lanes, size]
@group(0) @binding(5) var<storage, read_write> loss : array<f32>;     // [lanes]
@group(0) @binding(6) var<uniform> sizes : Sizes;

var<workgroup> partial : array<f32, 64>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group : vec3u, @builtin(local_invocation_index) t : u32) {
  let lane = group.x;
  if (status[lane] != 1u) { return; }
  let base = lane * sizes.size;
  var sum = 0.0;
  for (var i = t; i < sizes.size; i += 64u) {
    let distance = params[base + i] - centre[i];
    let g = curvature[i] * distance;
    grads[base + i] = g;
    sum += g * distance;
  }
  partial[t] = sum;
  workgroupBarrier();
  for (var half = 32u; half > 0u; half /= 2u) {
    if (t < half) { partial[t] += partial[t + half]; }
    workgroupBarrier();
  }
  if (t == 0u) { loss[lane] = 0.5 * partial[0]; }
}
