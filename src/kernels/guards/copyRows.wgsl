// copyRows.wgsl: copies the rows of members whose action has a bit of `mask`. Words, so that every bit survives.
struct Sizes { words : u32, mask : u32, }

@group(0) @binding(0) var<storage, read> action : array<u32>;          // [members]
@group(0) @binding(1) var<storage, read> source : array<u32>;          // [members, words]
@group(0) @binding(2) var<storage, read_write> rows : array<u32>;      // [members, words]
@group(0) @binding(3) var<uniform> sizes : Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) groups : vec3u) {
  if ((action[id.y] & sizes.mask) == 0u) { return; }
  for (var i = id.x; i < sizes.words; i += groups.x * 64u) {
    rows[id.y * sizes.words + i] = source[id.y * sizes.words + i];
  }
}
