// moved.wgsl: pictures of a data set, floats or bytes, each moved in its own way, to where a network reads them: scale x +
// shift. Reference: `movedRow` of tasks/network/augment.ts.
//
// Constant: BYTES (1: four entries a word).
struct Pictures {
  drawn : u32, height : u32, width : u32, channels : u32, place : u32, arenaSize : u32, scale : f32, shift : f32,
}

@group(0) @binding(0) var<storage, read> status : array<u32>;       // [lanes]
@group(0) @binding(1) var<storage, read> picks : array<u32>;        // [lanes, drawn]
@group(0) @binding(2) var<storage, read> motions : array<vec4f>;    // [lanes, drawn]: right, down, sine, cosine
@group(0) @binding(3) var<storage, read> data : array<u32>;         // [count, height, width, channels]
@group(0) @binding(4) var<storage, read_write> arena : array<f32>;  // [lanes, arenaSize]
@group(0) @binding(5) var<uniform> pictures : Pictures;

/// An entry of the picture that begins at `first`, 0 outside of it.
fn entryAt(first : u32, x : i32, y : i32, channel : u32) -> f32 {
  let size = vec2i(i32(pictures.width), i32(pictures.height));
  let inside = (x >= 0) & (y >= 0) & (x < size.x) & (y < size.y);
  let at = first + select(0u, u32(y * size.x + x) * pictures.channels + channel, inside);
  var entry = 0.0;
  if (BYTES == 1u) {
    entry = f32((data[at >> 2u] >> ((at & 3u) * 8u)) & 0xffu);
  } else {
    entry = bitcast<f32>(data[at]);
  }
  return select(0.0, entry, inside);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) groups : vec3u) {
  let lane = id.z;
  if (status[lane] != 1u) { return; }
  let row = id.y;
  let motion = motions[lane * pictures.drawn + row];
  let centre = 0.5 * vec2f(f32(pictures.width) - 1.0, f32(pictures.height) - 1.0);
  let size = pictures.height * pictures.width * pictures.channels;
  let first = picks[lane * pictures.drawn + row] * size;
  let goal = lane * pictures.arenaSize + pictures.place + row * size;
  for (var i = id.x; i < size; i += groups.x * 64u) {
    let pixel = i / pictures.channels;
    let channel = i % pictures.channels;
    // From where in the picture this entry comes: shifted back, then turned back about the centre.
    let to = vec2f(f32(pixel % pictures.width), f32(pixel / pictures.width)) - centre - motion.xy;
    let source = vec2f(motion.w * to.x + motion.z * to.y, motion.w * to.y - motion.z * to.x) + centre;
    let corner = floor(source);
    let part = source - corner;
    let x = i32(corner.x);
    let y = i32(corner.y);
    let upper = mix(entryAt(first, x, y, channel), entryAt(first, x + 1, y, channel), part.x);
    let lower = mix(entryAt(first, x, y + 1, channel), entryAt(first, x + 1, y + 1, channel), part.x);
    arena[goal + i] = pictures.scale * mix(upper, lower, part.y) + pictures.shift;
  }
}
