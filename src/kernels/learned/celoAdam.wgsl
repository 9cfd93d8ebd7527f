// celoAdam.wgsl: Adam with a scheduled step size; reference: optimizers/learned/celo.ts. Epsilon 1e-10 inside the root and 1e-8
// outside. Grid: (ceil(size / 64) or fewer, members). Follows tables.wgsl.
struct TableSizes { tensors : u32, stride : u32, size : u32, }

@group(0) @binding(0) var<storage, read> tables : array<u32>;
@group(0) @binding(1) var<storage, read> grads : array<f32>;
@group(0) @binding(2) var<storage, read_write> moments : array<vec2f>;
@group(0) @binding(3) var<storage, read_write> update : array<f32>;
@group(0) @binding(4) var<uniform> sizes : TableSizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) groups : vec3u) {
  let member = id.y;
  let record = sizes.tensors * TENSOR_WORDS + member * sizes.stride;
  if (tables[record + RUNNING] == 0u) {
    return;
  }
  let lane = tables[record + LANE];
  let rate = -0.001 * bitcast<f32>(tables[record + SCALES]);
  let correction = vec2f(bitcast<f32>(tables[record + CORRECTION]), bitcast<f32>(tables[record + CORRECTION + 1u]));
  for (var i = id.x; i < sizes.size; i += groups.x * 64u) {
    let g = grads[lane * sizes.size + i];
    let at = member * sizes.size + i;
    let next = vec2f(0.9, 0.999) * moments[at] + vec2f(0.1, 0.001) * vec2f(g, g * g);
    moments[at] = next;
    let hat = next / correction;
    update[lane * sizes.size + i] = rate * (hat.x / (sqrt(hat.y + 1e-10) + 1e-8));
  }
}
