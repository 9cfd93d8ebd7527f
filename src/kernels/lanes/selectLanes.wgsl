// selectLanes.wgsl: a status of its own for a chosen few of the running lanes.
struct Sizes { lanes : u32, }

@group(0) @binding(0) var<storage, read> status : array<u32>;           // [lanes]
@group(0) @binding(1) var<storage, read> chosen : array<u32>;           // [lanes], 1 or 0
@group(0) @binding(2) var<storage, read_write> selected : array<u32>;   // [lanes], running where both
@group(0) @binding(3) var<uniform> sizes : Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id : vec3u) {
  if (id.x < sizes.lanes) { selected[id.x] = select(0u, chosen[id.x], status[id.x] == 1u); }
}
