// bestParams.wgsl: keeps or restores the parameters of members whose action says so, and reports their events. Words, not
// floats, so that every bit survives. Follows action.wgsl.
struct Sizes { size : u32, }

@group(0) @binding(0) var<storage, read> table : array<vec4u>;
@group(0) @binding(1) var<storage, read> action : array<u32>;
@group(0) @binding(2) var<storage, read_write> params : array<u32>;   // f32 bits, [lanes, size]
@group(0) @binding(3) var<storage, read_write> best : array<u32>;     // f32 bits, [members, size]
@group(0) @binding(4) var<storage, read_write> events : array<u32>;   // [lanes]
@group(0) @binding(5) var<uniform> sizes : Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) groups : vec3u) {
  let member = id.y;
  let wanted = action[member];
  if (wanted == 0u) { return; }
  let lane = table[member].x;
  for (var i = id.x; i < sizes.size; i += groups.x * 64u) {
    let own = lane * sizes.size + i;
    let kept = member * sizes.size + i;
    if ((wanted & KEEP) != 0u) {
      best[kept] = params[own];
    } else if ((wanted & RESTORE) != 0u) {
      params[own] = best[kept];
    }
  }
  if (id.x == 0u && wanted >= EVENT) { events[lane] = wanted / EVENT; }
}
