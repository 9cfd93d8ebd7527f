// picks.wgsl: which rows of a data set a step's draw takes, without replacement. Preceded by threefry.wgsl and permute.wgsl.
struct Step { slot : u32, index : u32, }
struct Draw { draw : u32, drawn : u32, count : u32, half : u32, }

@group(0) @binding(0) var<storage, read> status : array<u32>;      // [lanes]
@group(0) @binding(1) var<storage, read> batchKeys : array<vec2u>; // [lanes]
@group(0) @binding(2) var<storage, read_write> picks : array<u32>; // [lanes, drawn]
@group(0) @binding(3) var<uniform> shape : Draw;
@group(1) @binding(0) var<uniform> step : Step;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let lane = id.z;
  if (status[lane] != 1u || id.x >= shape.drawn) { return; }
  let key = foldIn(foldIn(batchKeys[lane], step.index), shape.draw);
  picks[lane * shape.drawn + id.x] = permuted(key, id.x, shape.count, shape.half);
}
