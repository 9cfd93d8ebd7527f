// extendHorizon.wgsl: Increase Steps, one thread per member; reference: optimizers/increaseSteps.ts. Follows math.wgsl and
// action.wgsl.
struct Sizes { members : u32, rows : u32, stride : u32, }
struct Step { slot : u32, index : u32, }
struct Hyper { horizon : f32, increase : f32, limit : f32, }

@group(0) @binding(0) var<storage, read> table : array<vec4u>;
@group(0) @binding(1) var<storage, read> status : array<u32>;
@group(0) @binding(2) var<storage, read> hypers : array<Hyper>;
@group(0) @binding(3) var<storage, read> loss : array<f32>;
@group(0) @binding(4) var<storage, read_write> memory : array<f32>;      // [members]: extensions made
@group(0) @binding(5) var<storage, read_write> scheduler : array<f32>;   // [members, stride]: iteration, extra steps, ...
@group(0) @binding(6) var<storage, read_write> events : array<u32>;      // [lanes]
@group(0) @binding(7) var<uniform> sizes : Sizes;
@group(1) @binding(0) var<uniform> step : Step;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let member = id.x;
  if (member >= sizes.members) { return; }
  let lane = table[member].x;
  if (status[lane] != 1u || !isFiniteBits(loss[lane])) { return; }
  let hyper = hypers[step.slot * sizes.rows + table[member].y];
  let row = member * sizes.stride;
  if (scheduler[row] < hyper.horizon + scheduler[row + 1u] || memory[member] >= hyper.limit) { return; }
  scheduler[row + 1u] += hyper.increase;
  memory[member] += 1.0;
  events[lane] = EXTEND;
}
