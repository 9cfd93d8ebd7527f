// draw.wgsl: samples of a batch. Needs threefry.wgsl.

/// The draw at `index`, uniform in 0 .. bound - 1, bound < 65,536: the upper word of bits * bound, as in tasks/mlp.ts.
fn drawBelow(key : vec2u, index : u32, bound : u32) -> u32 {
  let bits = bitsAt(key, index);
  let low = (bits & 0xffffu) * bound;
  return ((bits >> 16u) * bound + (low >> 16u)) >> 16u;
}
