// pathologicalTask.wgsl: height * f of s = |x|_1, f = s (1 + lambda s + cos(1/s)) (arXiv:2305.16823, eq. 5), and its
// analytic gradient; see unroll.wgsl. Reference: tasks/pathological.ts. A task's record: scales, lambda, height.

const SMALLEST_NORMAL = 1.1754944e-38;

var<workgroup> normParts4 : array<f32, 4>;

fn lossAndGrads(t : u32) {
  if (t < 4u) {
    var sum = 0.0;
    for (var i = t; i < SIZE; i += 4u) { sum += abs(weights[i]); }
    normParts4[t] = sum;
  }
  workgroupBarrier();
  let s = (normParts4[0] + normParts4[1]) + (normParts4[2] + normParts4[3]);
  let lambda = data[dataBase + TENSORS];
  let height = data[dataBase + TENSORS + 1u];
  var value = 0.0;
  var slope = 0.0;
  // Below the smallest normal number 1/s overflows; there f is 0 to rounding. A NaN must pass on.
  if (!(s < SMALLEST_NORMAL)) {
    let wave = sinCos(1.0 / s);
    value = s * (1.0 + lambda * s + wave.y);
    slope = 1.0 + 2.0 * lambda * s + wave.y + wave.x / s;
  }
  if (t == 0u) { lossParts[0] = height * value; }
  for (var i = t; i < SIZE; i += THREADS) { gradParts[i] = height * sign(weights[i]) * slope; }
  workgroupBarrier();
}
