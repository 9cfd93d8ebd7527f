// setGuarded.wgsl: says of all members' lanes that a guard deals with losses that are not finite.
struct Sizes { members : u32, }

@group(0) @binding(0) var<storage, read> table : array<vec4u>;
@group(0) @binding(1) var<storage, read_write> guarded : array<u32>;     // [lanes]
@group(0) @binding(2) var<uniform> sizes : Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id : vec3u) {
  if (id.x < sizes.members) { guarded[table[id.x].x] = 1u; }
}
