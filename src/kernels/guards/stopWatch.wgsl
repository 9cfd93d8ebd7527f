// stopWatch.wgsl: early stopping's decision, one thread per member; reference: optimizers/earlyStopping.ts. The loss is
// that of the present parameters, before this step's update. Follows math.wgsl and action.wgsl.
struct Sizes { members : u32, rows : u32, }
struct Step { slot : u32, index : u32, }

@group(0) @binding(0) var<storage, read> table : array<vec4u>;
@group(0) @binding(1) var<storage, read> status : array<u32>;
@group(0) @binding(2) var<storage, read> hypers : array<f32>;          // patience
@group(0) @binding(3) var<storage, read> loss : array<f32>;
@group(0) @binding(4) var<storage, read_write> memory : array<f32>;    // [members, 4]: see optimizers/earlyStopping.ts
@group(0) @binding(5) var<storage, read_write> guarded : array<u32>;   // [lanes]
@group(0) @binding(6) var<storage, read_write> action : array<u32>;    // [members]
@group(0) @binding(7) var<uniform> sizes : Sizes;
@group(1) @binding(0) var<uniform> step : Step;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let member = id.x;
  if (member >= sizes.members) { return; }
  let lane = table[member].x;
  action[member] = 0u;
  if (status[lane] != 1u) { return; }
  let at = member * 4u;
  if (memory[at + 3u] == 1.0) {
    action[member] = HOLD;
    guarded[lane] = 1u;
    return;
  }
  let finite = isFiniteBits(loss[lane]);
  let better = finite && (memory[at] == 0.0 || loss[lane] < memory[at + 1u]);
  if (better) {
    memory[at] = 1.0;
    memory[at + 1u] = loss[lane];
    memory[at + 2u] = 0.0;
  } else {
    memory[at + 2u] += 1.0;
  }
  let known = memory[at] == 1.0;
  let patience = hypers[step.slot * sizes.rows + table[member].y];
  let stops = known && (!finite || memory[at + 2u] >= patience);
  if (stops) { memory[at + 3u] = 1.0; }
  action[member] = select(0u, KEEP, better) | select(0u, RESTORE | HOLD | (STOP * EVENT), stops);
  guarded[lane] = u32(known);
}
