// apply.wgsl: params += updates for the running lanes; BOUNDED = 1 raises chosen entries to 0 afterwards.
// Reference: engine/portable.ts.
struct Sizes { size : u32, }

@group(0) @binding(0) var<storage, read> updates : array<f32>;        // [lanes, size]
@group(0) @binding(1) var<storage, read> status : array<u32>;         // [lanes]
@group(0) @binding(2) var<storage, read> nonNegative : array<u32>;    // [size], 1 where the entry must stay >= 0
@group(0) @binding(3) var<storage, read_write> params : array<f32>;   // [lanes, size]
@group(0) @binding(4) var<uniform> sizes : Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) groups : vec3u) {
  let lane = id.y;
  if (status[lane] != 1u) { return; }
  for (var i = id.x; i < sizes.size; i += groups.x * 64u) {
    let at = lane * sizes.size + i;
    var value = params[at] + updates[at];
    if (BOUNDED == 1u) {
      // Not max(): it may turn a NaN into 0 and hide a divergence.
      if (nonNegative[i] == 1u && value < 0.0) { value = 0.0; }
    }
    params[at] = value;
  }
}
