// switchDriver.wgsl: notes and reports who drives, one thread per member; reference: optimizers/switchToDesigned.ts. Follows
// action.wgsl.
struct Sizes { members : u32, rows : u32, }
struct Step { slot : u32, index : u32, }

@group(0) @binding(0) var<storage, read> table : array<vec4u>;
@group(0) @binding(1) var<storage, read> status : array<u32>;
@group(0) @binding(2) var<storage, read> hypers : array<f32>;            // 1: the hand-designed optimizer drives
@group(0) @binding(3) var<storage, read_write> memory : array<f32>;      // [members]: who drove last
@group(0) @binding(4) var<storage, read_write> events : array<u32>;      // [lanes]
@group(0) @binding(5) var<uniform> sizes : Sizes;
@group(1) @binding(0) var<uniform> step : Step;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let member = id.x;
  if (member >= sizes.members) { return; }
  let lane = table[member].x;
  if (status[lane] != 1u) { return; }
  let driver = hypers[step.slot * sizes.rows + table[member].y];
  if (driver != memory[member]) { events[lane] = select(TO_LEARNED, TO_DESIGNED, driver == 1.0); }
  memory[member] = driver;
}
