// learned.wgsl: one step of Celo (arXiv:2501.12670) for unroll.wgsl. Reference: learned/celo.ts.
//
// Constants: HIDDEN (units of the LSTM; 0: none, S = 1), ENTRIES (of the factored accumulators), STRIPS (stretches of
// one tensor whose sums one thread makes), MLP_AT (place of the MLP in a row of theta), ROW (length of a row).
// `plan`: per parameter (tensor, row entry, column entry, factored); per entry (first element, stride, count, unused);
// per tensor (first element, size, first row entry, row entries; 0 of them where not factored); per strip (first
// element, size, tensor, strips of the tensor where it is the first of them, else 0).
//
// A lane's state: moments [SIZE, 4] (m at three decays, rms), factors [ENTRIES, 3], then the scheduler (schedulerState.ts).

const ENTRY_PLAN : u32 = SIZE;
const TENSOR_PLAN : u32 = SIZE + ENTRIES;
const STRIP_PLAN : u32 = TENSOR_PLAN + TENSORS;
const FACTORS_AT : u32 = SIZE * 4u;
const SCHEDULER_AT : u32 = FACTORS_AT + ENTRIES * 3u;
const DECAY = vec3f(0.9, 0.99, 0.999);
const REST = vec3f(0.1, 0.01, 0.001);

var<workgroup> factors : array<vec3f, ENTRIES>;
var<workgroup> rowMeans : array<vec3f, TENSORS>;
var<workgroup> strips : array<vec4f, STRIPS * 8u>; // sums of squares of the features
var<workgroup> norms : array<vec4f, TENSORS * 8u>; // factor of every feature; [7].z: root mean square of the tensor
var<workgroup> bank : array<vec4f, 40>;

fn startOptimizer(lane : Lane, t : u32) {
  let row = lane.row * ROW;
  for (var k = t; k < 40u; k += THREADS) {
    let at = row + MLP_AT + 4u * k;
    bank[k] = vec4f(theta[at], theta[at + 1u], theta[at + 2u], select(theta[min(at + 3u, row + ROW - 1u)], 0.0, k == 39u));
  }
  let anew = lane.first == 0u;
  if (anew) {
    for (var i = t; i < SIZE; i += THREADS) { setMoments(i, vec4f(0.0)); }
  }
  for (var e = t; e < ENTRIES; e += THREADS) {
    let at = stateBase + FACTORS_AT + 3u * e;
    factors[e] = select(vec3f(state[at], state[at + 1u], state[at + 2u]), vec3f(0.0), anew);
  }
  startScheduler(lane, t);
}

fn endOptimizer(t : u32) {
  for (var e = t; e < ENTRIES; e += THREADS) {
    let at = stateBase + FACTORS_AT + 3u * e;
    state[at] = factors[e].x;
    state[at + 1u] = factors[e].y;
    state[at + 2u] = factors[e].z;
  }
  endScheduler(t);
}

fn moments(i : u32) -> vec4f {
  let at = stateBase + 4u * i;
  return vec4f(state[at], state[at + 1u], state[at + 2u], state[at + 3u]);
}

fn setMoments(i : u32, value : vec4f) {
  let at = stateBase + 4u * i;
  state[at] = value.x;
  state[at + 1u] = value.y;
  state[at + 2u] = value.z;
  state[at + 3u] = value.w;
}

fn rsqrtFloor(x : vec3f) -> vec3f { return inverseSqrt(max(x, vec3f(1e-9))); }

fn optimizerStep(lane : Lane, step : u32, t : u32) {
  scheduleInputs(lane, step, t);
  for (var i = t; i < SIZE; i += THREADS) {
    let g = clamp(grads[i] * scaleOf(i), -1000.0, 1000.0);
    grads[i] = g;
    let old = moments(i);
    setMoments(i, vec4f(old.xyz * DECAY + g * REST, old.w * 0.999 + g * g * 0.001));
  }
  workgroupBarrier();
  scheduleHidden(lane, t);
  for (var e = t; e < ENTRIES; e += THREADS) {
    let entry = plan[ENTRY_PLAN + e];
    var sum = 0.0;
    for (var n = 0u; n < entry.z; n++) {
      let g = grads[entry.x + n * entry.y];
      sum += g * g + 1e-30;
    }
    factors[e] = factors[e] * DECAY + (sum / f32(entry.z)) * REST;
  }
  workgroupBarrier();
  scheduleGates(lane, t);
  for (var j = t; j < TENSORS; j += THREADS) {
    let tensor = plan[TENSOR_PLAN + j];
    var sum = vec3f(0.0);
    for (var n = 0u; n < tensor.w; n++) { sum += factors[tensor.z + n]; }
    rowMeans[j] = sum / f32(max(tensor.w, 1u));
  }
  workgroupBarrier();
  scheduleScale(lane, t);
  writeFeatures(t);
  storageBarrier();
  sumSquares(t);
  applyMlp(t);
}

/// The 30 features of every parameter, not normalised, and its square, to `scratch`.
fn writeFeatures(t : u32) {
  for (var i = t; i < SIZE; i += THREADS) {
    let place = plan[i];
    let g = grads[i];
    let p = params[paramBase + i];
    let moment = moments(i);
    let m = moment.xyz;
    let rms = moment.w;
    let r = inverseSqrt(rms + 1e-6);
    let row = factors[place.y];
    let col = factors[place.z];
    var facG = vec3f(0.0);
    var facM = vec3f(0.0);
    if (place.w == 1u) {
      let scale = rsqrtFloor(row / (rowMeans[place.x] + 1e-9)) * rsqrtFloor(col);
      facG = g * scale;
      facM = m * scale;
    } else {
      facG = g * rsqrtFloor(row + 1e-9);
      facM = m / sqrt(row);
    }
    let rootRow = inverseSqrt(row + 1e-8);
    let rootCol = inverseSqrt(col + 1e-8);
    let mr = m * r;
    let at = (paramBase + i) * 8u;
    scratch[at] = vec4f(g, clamp(g, -0.1, 0.1), p, m.x);
    scratch[at + 1u] = vec4f(m.yz, rms, mr.x);
    scratch[at + 2u] = vec4f(mr.yz, r, facG.x);
    scratch[at + 3u] = vec4f(facG.yz, g * r, row.x);
    scratch[at + 4u] = vec4f(row.yz, col.xy);
    scratch[at + 5u] = vec4f(col.z, rootRow);
    scratch[at + 6u] = vec4f(rootCol, facM.x);
    scratch[at + 7u] = vec4f(facM.yz, p, 0.0);
  }
}

/// Sums over every tensor of the features' squares, and from them the factors that normalise.
fn sumSquares(t : u32) {
  for (var q = t; q < STRIPS * 8u; q += THREADS) {
    let strip = plan[STRIP_PLAN + q / 8u];
    var at = (paramBase + strip.x) * 8u + q % 8u;
    var sum = vec4f(0.0);
    for (var n = 0u; n < strip.y; n++) {
      let x = scratch[at];
      sum += x * x;
      at += 8u;
    }
    strips[q] = sum;
    if (STRIPS == TENSORS) { norms[q] = normOf(sum, strip.y, q % 8u); }
  }
  workgroupBarrier();
  if (STRIPS != TENSORS) {
    for (var q = t; q < STRIPS * 8u; q += THREADS) {
      let strip = plan[STRIP_PLAN + q / 8u];
      if (strip.w > 0u) {
        var sum = vec4f(0.0);
        for (var n = 0u; n < strip.w; n++) { sum += strips[q + n * 8u]; }
        norms[strip.z * 8u + q % 8u] = normOf(sum, plan[TENSOR_PLAN + strip.z].y, q % 8u);
      }
    }
    workgroupBarrier();
  }
}

fn normOf(sum : vec4f, count : u32, slot : u32) -> vec4f {
  let mean = sum / f32(count);
  let norm = inverseSqrt(mean + 1e-5);
  if (slot == 7u) { return vec4f(norm.xy, sqrt(mean.z + 1e-9), 0.0); }
  return norm;
}

/// The MLP on the normalised features, the step, and the weights the task sees next.
fn applyMlp(t : u32) {
  let direction = vec4f(bank[36].x, bank[36].w, bank[37].z, bank[38].y);
  let magnitude = vec4f(bank[36].y, bank[37].x, bank[37].w, bank[38].z);
  for (var i = t; i < SIZE; i += THREADS) {
    let tensor = plan[i].x;
    let at = (paramBase + i) * 8u;
    var a = bank[30];
    for (var k = 0u; k < 7u; k++) {
      let x = scratch[at + k] * norms[tensor * 8u + k];
      a += x.x * bank[4u * k] + x.y * bank[4u * k + 1u] + x.z * bank[4u * k + 2u] + x.w * bank[4u * k + 3u];
    }
    let last = norms[tensor * 8u + 7u];
    let tail = scratch[at + 7u];
    a += tail.x * last.x * bank[28] + tail.y * last.y * bank[29];
    a = max(a, vec4f(0.0));
    let b = max(bank[35] + a.x * bank[31] + a.y * bank[32] + a.z * bank[33] + a.w * bank[34], vec4f(0.0));
    let along = dot(b, direction) + bank[39].x;
    let size = dot(b, magnitude) + bank[39].y;
    let p = tail.z - stepScale * last.z * along * exp(0.001 * size) * 0.001;
    params[paramBase + i] = p;
    weights[i] = p * scaleOf(i);
  }
  workgroupBarrier();
}
