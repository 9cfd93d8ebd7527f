// threefry.wgsl: keyed randomness, bit for bit core/prng.ts. No bindings: put this text before a kernel's.
//
// Source: Salmon et al. 2011, threefry-2x32 with 20 rounds; draws as jax.random in partitionable mode.

/// Four rounds: add, rotate, mix.
fn threefryRounds(x : vec2u, rotations : vec4u) -> vec2u {
  var v = x;
  for (var i = 0u; i < 4u; i++) {
    let sum = v.x + v.y;
    v = vec2u(sum, ((v.y << rotations[i]) | (v.y >> (32u - rotations[i]))) ^ sum);
  }
  return v;
}

/// The block function: two words of counter to two words of output.
fn threefry2x32(key : vec2u, counter : vec2u) -> vec2u {
  const even = vec4u(13u, 15u, 26u, 6u);
  const odd = vec4u(17u, 29u, 16u, 24u);
  let third = key.x ^ key.y ^ 0x1bd11bdau;
  var x = threefryRounds(counter + key, even) + vec2u(key.y, third + 1u);
  x = threefryRounds(x, odd) + vec2u(third, key.x + 2u);
  x = threefryRounds(x, even) + vec2u(key.x, key.y + 3u);
  x = threefryRounds(x, odd) + vec2u(key.y, third + 4u);
  return threefryRounds(x, even) + vec2u(third, key.x + 5u);
}

/// A key that depends on `key` and `data`, as jax.random.fold_in.
fn foldIn(key : vec2u, data : u32) -> vec2u {
  return threefry2x32(key, vec2u(0u, data));
}

/// The 32-bit draw at `index`.
fn bitsAt(key : vec2u, index : u32) -> u32 {
  let word = threefry2x32(key, vec2u(0u, index));
  return word.x ^ word.y;
}

/// The draw at `index`, a multiple of 2^-23 in [0, 1); exact, so no driver can round it otherwise.
fn uniformAt(key : vec2u, index : u32) -> f32 {
  return f32(bitsAt(key, index) >> 9u) * 1.1920928955078125e-7;
}

/// -log(n 2^-23) for an integer n in [1, 2^23], relative error at most 5e-7. WGSL's log has an absolute error of up to
/// 2^-21 near 1, all that is left of a small normal draw.
fn negativeLogOfUnit(n : u32) -> f32 {
  // n = 2^k f with f in [1, 2), then in (0.7, 1.42): the quotient below is small and f - 1 exact.
  let k = firstLeadingBit(n);
  let upper = (n << (23u - k)) > 0xb504f3u; // 2^23 sqrt(2)
  let f = f32(n << (23u - k)) * select(1.1920928955078125e-7, 5.9604644775390625e-8, upper);
  let s = (f - 1.0) / (f + 1.0);
  let z = s * s;
  let logF = 2.0 * (s + s * z * (0.333333333 + z * (0.2 + z * (0.142857143 + z * (0.111111111 + z * 0.090909091)))));
  return f32(23u - k - select(0u, 1u, upper)) * 0.693147181 - logF;
}

/// cos(2 pi v 2^-23) for an integer v in [0, 2^23), absolute error at most 1e-7. Polynomials: Cephes sinf and cosf.
fn cosOfTurn(v : u32) -> f32 {
  let quadrant = (v + 0x100000u) >> 21u;
  let r = f32(bitcast<i32>(v << 11u)) * 3.6572952e-10; // pi/2 * 2^-32, of the rest beyond whole quarter turns
  let z = r * r;
  let s = r + r * z * (-1.6666654611e-1 + z * (8.3321608736e-3 - z * 1.9515295891e-4));
  let c = 1.0 - z * (0.5 - z * (4.166664568298827e-2 - z * (1.388731625493765e-3 - z * 2.443315711809948e-5)));
  let value = select(c, s, (quadrant & 1u) != 0u);
  return select(value, -value, ((quadrant + 1u) & 2u) != 0u);
}

/// The standard normal draw at `index` by Box-Muller: sqrt(-2 ln(1 - u)) cos(2 pi v), u and v the uniforms at
/// 2 index and 2 index + 1; within 1e-6 (1 + |z|) of core/prng.ts. `index` < 2^31.
fn normalAt(key : vec2u, index : u32) -> f32 {
  let u = bitsAt(key, 2u * index) >> 9u;
  let v = bitsAt(key, 2u * index + 1u) >> 9u;
  return sqrt(2.0 * negativeLogOfUnit(0x800000u - u)) * cosOfTurn(v);
}
