// lgl2oTally.wgsl: adds the losses of both sides on one check batch, one thread per member; reference: optimizers/lgl2o.ts.
// Follows math.wgsl.
struct Sizes { members : u32, rows : u32, check : u32, }
struct Step { slot : u32, index : u32, }

@group(0) @binding(0) var<storage, read> table : array<vec4u>;
@group(0) @binding(1) var<storage, read> companions : array<vec4u>;
@group(0) @binding(2) var<storage, read> status : array<u32>;
@group(0) @binding(3) var<storage, read> hypers : array<vec2f>;          // whether a check is due, check batches
@group(0) @binding(4) var<storage, read> loss : array<f32>;
@group(0) @binding(5) var<storage, read_write> tally : array<vec4f>;     // [members]: sums of both, whether one was not finite
@group(0) @binding(6) var<uniform> sizes : Sizes;
@group(1) @binding(0) var<uniform> step : Step;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let member = id.x;
  if (member >= sizes.members || status[table[member].x] != 1u) { return; }
  let hyper = hypers[step.slot * sizes.rows + table[member].y];
  if (hyper.x != 1.0 || f32(sizes.check) >= hyper.y) { return; }
  if (sizes.check == 0u) { tally[member] = vec4f(0.0); }
  let learned = loss[table[member].x];
  let designed = loss[companions[member].x];
  if (isFiniteBits(learned)) { tally[member].x += learned; } else { tally[member].z = 1.0; }
  if (isFiniteBits(designed)) { tally[member].y += designed; } else { tally[member].w = 1.0; }
}
