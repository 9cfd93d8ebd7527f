// samples.wgsl: which samples of the grid a batch has, and where they are. Wants DIMS, `axes` and `shape` of the kernel, and
// threefry.wgsl. Reference: tasks/siren/grid.ts.

/// The coordinate of sample `index` of the grid (row-major, `ij` order).
fn locate(index : u32) -> vec3f {
  if (DIMS == 2u) {
    return vec3f(axes[index / shape.extent1], axes[shape.extent0 + index % shape.extent1], 0.0);
  }
  let line = index / shape.extent2;
  return vec3f(
    axes[line / shape.extent1],
    axes[shape.extent0 + line % shape.extent1],
    axes[shape.extent0 + shape.extent1 + index % shape.extent2],
  );
}

/// floor(bits * count / 2^32), exactly, by products of 16-bit halves.
fn scaleBits(bits : u32, count : u32) -> u32 {
  let low = (bits & 0xffffu) * (count & 0xffffu);
  let middle = (bits >> 16u) * (count & 0xffffu) + (low >> 16u);
  let cross = (bits & 0xffffu) * (count >> 16u) + (middle & 0xffffu);
  return (bits >> 16u) * (count >> 16u) + (middle >> 16u) + (cross >> 16u);
}

/// The sample of draw or place `n` of the batch. Beyond the batch: any, its error is not counted.
fn sampleAt(n : u32, key : vec2u) -> u32 {
  if (shape.drawn == 1u) { return scaleBits(bitsAt(key, n), shape.samples); }
  return min(n, shape.samples - 1u);
}
