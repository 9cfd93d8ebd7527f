// math.wgsl: functions whose error is ours rather than the driver's. No bindings: put this text before a kernel's.
//
// WGSL promises sine and cosine to 2^-11 within [-pi, pi] and nothing beyond, lets tanh overflow, gives log an
// absolute error near 1, and lets a compiler contract and reassociate. What follows therefore rests on integer
// arithmetic, on exact bit operations, and on sums that any contraction or reordering leaves accurate.
// Errors measured against float64: tests/kernels/math.gpu.test.ts.

/// False for NaN and both infinities. By bit pattern: a compiler may assume that there are none.
fn isFiniteBits(x : f32) -> bool {
  return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u;
}

// 2/pi times 2^(8 i - 9) modulo 4, as 64-bit fixed-point numbers with 62 fraction bits, upper word first.
const QUARTER_TURNS = array<vec2u, 15>(
  vec2u(0x00145f30u, 0x6dc9c882u), vec2u(0x145f306du, 0xc9c882a5u), vec2u(0x5f306dc9u, 0xc882a53fu),
  vec2u(0x306dc9c8u, 0x82a53f84u), vec2u(0x6dc9c882u, 0xa53f84eau), vec2u(0xc9c882a5u, 0x3f84eafau),
  vec2u(0xc882a53fu, 0x84eafa3eu), vec2u(0x82a53f84u, 0xeafa3ea6u), vec2u(0xa53f84eau, 0xfa3ea69bu),
  vec2u(0x3f84eafau, 0x3ea69bb8u), vec2u(0x84eafa3eu, 0xa69bb81bu), vec2u(0xeafa3ea6u, 0x9bb81b6cu),
  vec2u(0xfa3ea69bu, 0xb81b6c52u), vec2u(0x3ea69bb8u, 0x1b6c52b3u), vec2u(0xa69bb81bu, 0x6c52b327u),
);

/// |x| / (pi/2) modulo 4 as a fixed-point number with 30 fraction bits, from the bits of a finite |x| >= 2^14.
///
/// Payne and Hanek 1983, with one constant per eight binades: |x| is a whole number, below 2^31, of units 2^(8 i - 9),
/// and of its product with the constant above only 32 bits are kept. Three rounded-down terms of the product with the
/// lower word lose at most 3 units together, 5e-9 radians. No shift by a variable: software adapters do those one by one.
fn quarterTurns(magnitude : u32) -> u32 {
  let i = ((magnitude >> 23u) - 141u) >> 3u;
  let units = u32(i32(bitcast<f32>(magnitude) * bitcast<f32>((136u - 8u * i) << 23u)));
  let factor = QUARTER_TURNS[i];
  let a = units >> 16u;
  let b = units & 0xffffu;
  let c = factor.y >> 16u;
  let d = factor.y & 0xffffu;
  return units * factor.x + a * c + ((a * d) >> 16u) + ((b * c) >> 16u);
}

/// (sin x, cos x) of any finite x, absolute error at most 1.2e-7 (measured: 8.7e-8 for |x| <= 1e4, 1.1e-7 up to the
/// largest float). NaN for NaN and infinity, where the driver keeps NaNs.
///
/// x = k pi/2 + r. Below 2^14 (Cody and Waite's idea in integers): x is a whole number of units of 2^-24, or 2^-17 from
/// 128 on; k times pi/2 in whole units is subtracted without rounding, then k times the remainder of pi/2. Nothing a
/// compiler may contract or reorder can spoil that. Above: quarterTurns. Polynomials: Cephes sinf and cosf (Moshier).
/// Cost on the software adapter, which evaluates both sides of a branch: 12 ns, against 0.7 ns of its own inexact pair
/// and 4 ns of the first method alone; a GPU skips the second.
fn sinCos(x : f32) -> vec2f {
  let wide = abs(x) >= 128.0;
  let turns = round(x * 0.636619772);
  var quadrant = i32(turns);
  let units = i32(x * select(16777216.0, 131072.0, wide)) - quadrant * select(26353589, 205887, wide);
  let rest = turns * select(1.58932548e-8, 3.17493943e-6, wide);
  var r = select(f32(units) * select(5.9604644775390625e-8, 7.62939453125e-6, wide) - rest, x, quadrant == 0);
  let magnitude = bitcast<u32>(x) & 0x7fffffffu;
  if (magnitude >= 0x46800000u) { // 2^14
    let far = quarterTurns(magnitude);
    let sign = select(1.0, -1.0, x < 0.0);
    quadrant = i32(sign) * i32((far + 0x20000000u) >> 30u);
    r = f32(bitcast<i32>(far << 2u)) * sign * 3.6572952e-10; // pi/2 * 2^-32
    r = select(r, bitcast<f32>(magnitude | 0x7fc00000u), magnitude >= 0x7f800000u);
  }
  let z = r * r;
  let s = r + r * z * (-1.6666654611e-1 + z * (8.3321608736e-3 - z * 1.9515295891e-4));
  let c = 1.0 - z * (0.5 - z * (4.166664568298827e-2 - z * (1.388731625493765e-3 - z * 2.443315711809948e-5)));
  let odd = (quadrant & 1) != 0;
  let sine = select(s, c, odd);
  let cosine = select(c, s, odd);
  return vec2f(select(sine, -sine, (quadrant & 2) != 0), select(cosine, -cosine, ((quadrant + 1) & 2) != 0));
}

/// 1 / (1 + exp(-x)) by exp of negative numbers alone, so nothing overflows. Absolute error at most 2e-7.
fn sigmoid(x : f32) -> f32 {
  let e = exp(-abs(x));
  return select(e, 1.0, x >= 0.0) / (1.0 + e);
}

/// log(1 + x) for x in [0, 1], relative error at most 5e-7: 2 atanh(x / (2 + x)), where the series in s <= 1/3
/// leaves out 2e-8. Not log(1 + x): its argument drops the small x, and WGSL's log is off by up to 2^-21 near 1.
fn logOnePlus(x : f32) -> f32 {
  let s = x / (2.0 + x);
  let z = s * s;
  let tail = z * (0.333333333 + z * (0.2 + z * (0.142857143 + z * (0.111111111 + z * (0.090909091 + z * 0.076923077)))));
  return 2.0 * (s + s * tail);
}

/// log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)), accurate relative to its value down to the smallest.
fn softplus(x : f32) -> f32 {
  return max(x, 0.0) + logOnePlus(exp(-abs(x)));
}

/// tanh x without overflow, absolute error at most 2e-7, and relative error at most 2e-7 near zero. WGSL's own may be
/// computed as sinh / cosh, which is NaN for large |x|. Polynomial: Cephes tanhf (Moshier).
fn tanhStable(x : f32) -> f32 {
  let z = x * x;
  let near = x + x * z * (-3.33332819422e-1 + z * (1.33314422036e-1
    + z * (-5.37397155531e-2 + z * (2.06390887954e-2 - z * 5.70498872745e-3))));
  let e = exp(-2.0 * abs(x));
  let far = 1.0 - 2.0 * e / (1.0 + e);
  return select(select(far, -far, x < 0.0), near, abs(x) < 0.625);
}

/// log x for finite x > 0, relative error of the result at most 5e-7, near 1 too, where WGSL's own is off by up to 2^-21;
/// -infinity is kept out: 0 gives the logarithm of the smallest normal number. x = 2^k f with f in (0.7, 1.42).
fn logStable(x : f32) -> f32 {
  let bits = bitcast<u32>(max(x, 1.17549435e-38));
  let upper = (bits & 0x7fffffu) > 0x3504f3u; // sqrt(2)
  let f = bitcast<f32>((bits & 0x7fffffu) | select(0x3f800000u, 0x3f000000u, upper));
  let k = f32(i32(bits >> 23u) - 127 + select(0, 1, upper));
  let s = (f - 1.0) / (f + 1.0);
  let z = s * s;
  let logF = 2.0 * (s + s * z * (0.333333333 + z * (0.2 + z * (0.142857143 + z * (0.111111111 + z * 0.090909091)))));
  return k * 0.693147181 + logF;
}
