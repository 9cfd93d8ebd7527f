// rows.wgsl: rows of a data set, floats or bytes, to where a network reads them: scale x + shift.
//
// Constant: BYTES (1: four entries a word).
struct Rows { drawn : u32, size : u32, place : u32, arenaSize : u32, scale : f32, shift : f32, }

@group(0) @binding(0) var<storage, read> status : array<u32>;      // [lanes]
@group(0) @binding(1) var<storage, read> picks : array<u32>;       // [lanes, drawn]
@group(0) @binding(2) var<storage, read> data : array<u32>;        // [count, size]
@group(0) @binding(3) var<storage, read_write> arena : array<f32>; // [lanes, arenaSize]
@group(0) @binding(4) var<uniform> rows : Rows;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) groups : vec3u) {
  let lane = id.z;
  if (status[lane] != 1u) { return; }
  let row = id.y;
  let first = picks[lane * rows.drawn + row] * rows.size;
  let goal = lane * rows.arenaSize + rows.place + row * rows.size;
  for (var i = id.x; i < rows.size; i += groups.x * 64u) {
    let at = first + i;
    var entry = 0.0;
    if (BYTES == 1u) {
      entry = f32((data[at >> 2u] >> ((at & 3u) * 8u)) & 0xffu);
    } else {
      entry = bitcast<f32>(data[at]);
    }
    arena[goal + i] = rows.scale * entry + rows.shift;
  }
}
