// restartHorizon.wgsl: the planned length after a restart, one thread per member; reference: optimizers/minLossReinit.ts.
// Follows action.wgsl.
struct Sizes { members : u32, rows : u32, stride : u32, }
struct Step { slot : u32, index : u32, }
struct Hyper { whole : f32, onNonFinite : f32, onEnd : f32, limit : f32, horizon : f32, left : f32, }

@group(0) @binding(0) var<storage, read> table : array<vec4u>;
@group(0) @binding(1) var<storage, read> hypers : array<Hyper>;
@group(0) @binding(2) var<storage, read> action : array<u32>;
@group(0) @binding(3) var<storage, read_write> scheduler : array<f32>;   // [members, stride]: iteration, extra steps, ...
@group(0) @binding(4) var<uniform> sizes : Sizes;
@group(1) @binding(0) var<uniform> step : Step;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let member = id.x;
  if (member >= sizes.members || (action[member] & (FRESH | PLAN_ENDED)) == 0u) { return; }
  let hyper = hypers[step.slot * sizes.rows + table[member].y];
  let row = member * sizes.stride;
  scheduler[row + 1u] = scheduler[row] + hyper.left - hyper.horizon;
}
