// holdUpdate.wgsl: an update of 0 for the members that are to stay where they are. Follows action.wgsl.
struct Sizes { size : u32, }

@group(0) @binding(0) var<storage, read> table : array<vec4u>;
@group(0) @binding(1) var<storage, read> action : array<u32>;
@group(0) @binding(2) var<storage, read_write> update : array<f32>;      // [lanes, size]
@group(0) @binding(3) var<uniform> sizes : Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) groups : vec3u) {
  if ((action[id.y] & HOLD) == 0u) { return; }
  let lane = table[id.y].x;
  for (var i = id.x; i < sizes.size; i += groups.x * 64u) { update[lane * sizes.size + i] = 0.0; }
}
