// lgl2oAdopt.wgsl: the winner's parameters replace the loser's, bit for bit; the event is reported. Follows action.wgsl.
struct Sizes { size : u32, }

@group(0) @binding(0) var<storage, read> table : array<vec4u>;
@group(0) @binding(1) var<storage, read> companions : array<vec4u>;
@group(0) @binding(2) var<storage, read> action : array<u32>;
@group(0) @binding(3) var<storage, read_write> params : array<u32>;      // f32 bits, [lanes, size]
@group(0) @binding(4) var<storage, read_write> events : array<u32>;      // [lanes]
@group(0) @binding(5) var<uniform> sizes : Sizes;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) groups : vec3u) {
  let member = id.y;
  let wanted = action[member];
  if (wanted == 0u) { return; }
  let learned = table[member].x * sizes.size;
  let designed = companions[member].x * sizes.size;
  let learnedWins = (wanted & LEARNED_WINS) != 0u;
  let winner = select(designed, learned, learnedWins);
  let loser = select(learned, designed, learnedWins);
  for (var i = id.x; i < sizes.size; i += groups.x * 64u) { params[loser + i] = params[winner + i]; }
  if (id.x == 0u && wanted >= EVENT) { events[table[member].x] = wanted / EVENT; }
}
