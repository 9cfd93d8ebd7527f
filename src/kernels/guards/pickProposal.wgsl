// pickProposal.wgsl: the proposal of whoever drives, by selection, so that nothing of the other gets in.
struct Sizes { size : u32, }

@group(0) @binding(0) var<storage, read> table : array<vec4u>;
@group(0) @binding(1) var<storage, read> memory : array<f32>;            // [members]: 1, the hand-designed optimizer drives
@group(0) @binding(2) var<storage, read> designed : array<f32>;          // [lanes, size]
@group(0) @binding(3) var<storage, read_write> update : array<f32>;      // [lanes, size], the learned proposal at first
@group(0) @binding(4) var<uniform> sizes : Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) groups : vec3u) {
  if (memory[id.y] != 1.0) { return; }
  let lane = table[id.y].x;
  for (var i = id.x; i < sizes.size; i += groups.x * 64u) {
    update[lane * sizes.size + i] = designed[lane * sizes.size + i];
  }
}
