// motions.wgsl: how each picture of a step's draw is moved, bit for bit `drawnMotion` of tasks/network/augment.ts but for the
// sine and the cosine. Preceded by threefry.wgsl and math.wgsl.
struct Step { slot : u32, index : u32, }
struct Draw { draw : u32, purpose : u32, drawn : u32, reach : u32, most : f32, }

@group(0) @binding(0) var<storage, read> status : array<u32>;          // [lanes]
@group(0) @binding(1) var<storage, read> batchKeys : array<vec2u>;     // [lanes]
@group(0) @binding(2) var<storage, read_write> motions : array<vec4f>; // [lanes, drawn]: right, down, sine, cosine
@group(0) @binding(3) var<uniform> shape : Draw;
@group(1) @binding(0) var<uniform> step : Step;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let lane = id.z;
  if (status[lane] != 1u || id.x >= shape.drawn) { return; }
  let key = foldIn(foldIn(foldIn(batchKeys[lane], step.index), shape.draw), shape.purpose);
  let first = 3u * id.x;
  let choices = 2u * shape.reach + 1u;
  let right = f32(bitsAt(key, first) % choices) - f32(shape.reach);
  let down = f32(bitsAt(key, first + 1u) % choices) - f32(shape.reach);
  let turn = sinCos(shape.most * (2.0 * uniformAt(key, first + 2u) - 1.0));
  motions[lane * shape.drawn + id.x] = vec4f(right, down, turn);
}
