// box.wgsl: the mask of a step's box, 0 inside and 1 outside, bit for bit that of tasks/network/cutmix.ts. Preceded by
// threefry.wgsl.
struct Step { slot : u32, index : u32, }
struct Picture { purpose : u32, height : u32, width : u32, place : u32, arenaSize : u32, }

@group(0) @binding(0) var<storage, read> status : array<u32>;      // [lanes]
@group(0) @binding(1) var<storage, read> batchKeys : array<vec2u>; // [lanes]
@group(0) @binding(2) var<storage, read_write> arena : array<f32>; // [lanes, arenaSize]
@group(0) @binding(3) var<uniform> picture : Picture;
@group(1) @binding(0) var<uniform> step : Step;

// Whole root of a number below 2^16; sqrt alone may be one off.
fn root(x : u32) -> u32 {
  var r = u32(sqrt(f32(x)));
  if (r * r > x) { r -= 1u; }
  if ((r + 1u) * (r + 1u) <= x) { r += 1u; }
  return r;
}

// Whether a row or column is within a side of `side` / 256 of `whole`, around the one at the share `centre` / 2^16.
fn within(at : u32, centre : u32, side : u32, whole : u32) -> bool {
  let length = (side * whole) >> 8u;
  let start = i32((centre * whole) >> 16u) - i32(length >> 1u);
  return (i32(at) >= start) & (i32(at) < start + i32(length));
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let lane = id.z;
  if (status[lane] != 1u || id.x >= picture.height * picture.width) { return; }
  let key = foldIn(foldIn(batchKeys[lane], step.index), picture.purpose);
  let side = root(bitsAt(key, 0u) >> 16u);
  let inside = within(id.x / picture.width, bitsAt(key, 1u) >> 16u, side, picture.height)
    & within(id.x % picture.width, bitsAt(key, 2u) >> 16u, side, picture.width);
  arena[lane * picture.arenaSize + picture.place + id.x] = select(1.0, 0.0, inside);
}
