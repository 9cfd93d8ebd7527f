// noisy.wgsl: fixed values with normal noise, to where a network reads them. Preceded by threefry.wgsl.
struct Step { slot : u32, index : u32, }
struct Noise { size : u32, place : u32, arenaSize : u32, once : u32, deviation : f32, }

@group(0) @binding(0) var<storage, read> status : array<u32>;      // [lanes]
@group(0) @binding(1) var<storage, read> batchKeys : array<vec2u>; // [lanes]
@group(0) @binding(2) var<storage, read> values : array<f32>;      // [size]
@group(0) @binding(3) var<storage, read_write> arena : array<f32>; // [lanes, arenaSize]
@group(0) @binding(4) var<uniform> noise : Noise;
@group(1) @binding(0) var<uniform> step : Step;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let lane = id.z;
  if (status[lane] != 1u || id.x >= noise.size) { return; }
  let key = foldIn(batchKeys[lane], select(step.index, 0u, noise.once == 1u));
  arena[lane * noise.arenaSize + noise.place + id.x] = values[id.x] + noise.deviation * normalAt(key, id.x);
}
