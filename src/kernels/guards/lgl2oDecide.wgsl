// lgl2oDecide.wgsl: which side's parameters go on, one thread per member; reference: optimizers/lgl2o.ts. Follows math.wgsl
// and action.wgsl.
struct Sizes { members : u32, rows : u32, }
struct Step { slot : u32, index : u32, }

@group(0) @binding(0) var<storage, read> table : array<vec4u>;
@group(0) @binding(1) var<storage, read> companions : array<vec4u>;
@group(0) @binding(2) var<storage, read> status : array<u32>;
@group(0) @binding(3) var<storage, read> hypers : array<vec2f>;          // whether a check is due, check batches
@group(0) @binding(4) var<storage, read> tally : array<vec4f>;
@group(0) @binding(5) var<storage, read_write> memory : array<f32>;      // [members, 2]: last winner (1: hand-designed), lost
@group(0) @binding(6) var<storage, read_write> guarded : array<u32>;     // [lanes]
@group(0) @binding(7) var<storage, read_write> action : array<u32>;      // [members]
@group(0) @binding(8) var<uniform> sizes : Sizes;
@group(1) @binding(0) var<uniform> step : Step;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let member = id.x;
  if (member >= sizes.members) { return; }
  let lane = table[member].x;
  action[member] = 0u;
  if (status[lane] != 1u || hypers[step.slot * sizes.rows + table[member].y].x != 1.0) { return; }
  let sums = tally[member];
  let learned = sums.z == 0.0 && isFiniteBits(sums.x);
  let designed = sums.w == 0.0 && isFiniteBits(sums.y);
  let learnedWins = learned && (!designed || sums.x <= sums.y);
  let tie = learned && designed && sums.x == sums.y;
  let lost = !learned && !designed;
  var wanted = select(DESIGNED_WINS, LEARNED_WINS, learnedWins);
  if (!lost && !learned) { wanted |= CLEAR_LEARNED; }
  if (!lost && !designed) { wanted |= CLEAR_DESIGNED; }
  let winner = select(1.0, 0.0, learnedWins);
  if (!lost && !tie && winner != memory[member * 2u]) {
    memory[member * 2u] = winner;
    wanted |= select(TO_DESIGNED, TO_LEARNED, learnedWins) * EVENT;
  }
  memory[member * 2u + 1u] = f32(lost);
  guarded[lane] = u32(!lost);
  guarded[companions[member].x] = u32(!lost);
  action[member] = wanted;
}
