// permute.wgsl: draws without replacement, bit for bit core/permute.ts. Put after threefry.wgsl.

/// Entry `index` of the permutation of 0 .. count - 1 that belongs to `key`; `half`: half the bits that hold them.
fn permuted(key : vec2u, index : u32, count : u32, half : u32) -> u32 {
  let mask = (1u << half) - 1u;
  var value = index;
  loop {
    var left = value >> half;
    var right = value & mask;
    for (var round = 0u; round < 8u; round++) {
      let mixed = left ^ (bitsAt(key, round * 65536u + right) & mask);
      left = right;
      right = mixed;
    }
    value = (left << half) | right;
    if (value < count) { break; }
  }
  return value;
}
