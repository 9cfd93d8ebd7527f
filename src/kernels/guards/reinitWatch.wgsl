// reinitWatch.wgsl: Min-Loss Reinit's decision, one thread per member; reference: optimizers/minLossReinit.ts. The loss is
// that of the present parameters, before this step's update. Follows math.wgsl and action.wgsl.
struct Sizes { members : u32, rows : u32, stride : u32, }
struct Step { slot : u32, index : u32, }
struct Hyper { whole : f32, onNonFinite : f32, onEnd : f32, limit : f32, horizon : f32, left : f32, }

@group(0) @binding(0) var<storage, read> table : array<vec4u>;
@group(0) @binding(1) var<storage, read> status : array<u32>;
@group(0) @binding(2) var<storage, read> hypers : array<Hyper>;
@group(0) @binding(3) var<storage, read> loss : array<f32>;
@group(0) @binding(4) var<storage, read> scheduler : array<f32>;       // [members, stride]: iteration, extra steps, ...
@group(0) @binding(5) var<storage, read_write> memory : array<f32>;    // [members, 3]: whether a loss was kept, which, restarts
@group(0) @binding(6) var<storage, read_write> guarded : array<u32>;   // [lanes]
@group(0) @binding(7) var<storage, read_write> action : array<u32>;    // [members]
@group(0) @binding(8) var<uniform> sizes : Sizes;
@group(1) @binding(0) var<uniform> step : Step;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let member = id.x;
  if (member >= sizes.members) { return; }
  let lane = table[member].x;
  action[member] = 0u;
  if (status[lane] != 1u) { return; }
  let hyper = hypers[step.slot * sizes.rows + table[member].y];
  let at = member * 3u;
  let finite = isFiniteBits(loss[lane]);
  let better = finite && (memory[at] == 0.0 || loss[lane] < memory[at + 1u]);
  if (better) {
    memory[at] = 1.0;
    memory[at + 1u] = loss[lane];
  }
  let known = memory[at] == 1.0;
  let row = member * sizes.stride;
  let ended = hyper.onEnd == 1.0 && scheduler[row] >= hyper.horizon + scheduler[row + 1u];
  let broken = hyper.onNonFinite == 1.0 && !finite;
  let again = known && memory[at + 2u] < hyper.limit && (broken || ended);
  var wanted = select(0u, KEEP, better);
  if (again) {
    memory[at + 2u] += 1.0;
    wanted |= RESTORE | HOLD | (REINIT * EVENT) | select(FRESH, WHOLE, hyper.whole == 1.0) | select(0u, PLAN_ENDED, ended);
  }
  action[member] = wanted;
  guarded[lane] = u32(again || (known && hyper.onNonFinite == 1.0 && memory[at + 2u] < hyper.limit));
}
