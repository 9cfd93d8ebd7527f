// learned.wgsl: one step of Celo (arXiv:2501.12670) for unroll.wgsl. Reference: optimizers/learned/celo.ts.
//
// Constants: ENTRIES (of the factored accumulators), MLP_AT (place of the MLP in a row of theta), ROW (length of a row).
// A lane's state: moments [4, SIZE] (m at three decays, rms), factors [3, ENTRIES], then the scheduler's.
// Sections of `tables`, all u32: per parameter its tensor, row entry, column entry; per entry first element, stride, count; per tensor first element, size, first row entry, row entries (0 where not factored).

const ROW_ENTRY : u32 = SIZE;
const COLUMN_ENTRY : u32 = 2u * SIZE;
const ENTRY_FIRST : u32 = 3u * SIZE;
const ENTRY_STRIDE : u32 = ENTRY_FIRST + ENTRIES;
const ENTRY_COUNT : u32 = ENTRY_STRIDE + ENTRIES;
const TENSOR_FIRST : u32 = ENTRY_COUNT + ENTRIES;
const TENSOR_SIZE : u32 = TENSOR_FIRST + TENSORS;
const TENSOR_ROW : u32 = TENSOR_SIZE + TENSORS;
const TENSOR_ROWS : u32 = TENSOR_ROW + TENSORS;

const FACTORS_AT : u32 = SIZE * 4u;
const SCHEDULER_AT : u32 = FACTORS_AT + ENTRIES * 3u;

const DECAY = vec3f(0.9, 0.99, 0.999);
const REST = vec3f(0.1, 0.01, 0.001);

var<workgroup> grads : array<f32, SIZE>;                       // limited
var<workgroup> factors : array<f32, 3u * ENTRIES>;             // [decay, entry]
var<workgroup> rowMeans : array<f32, 3u * TENSORS>;            // [decay, tensor]
var<workgroup> squares : array<vec4f, 8u * THREADS>;           // [thread, column / 4]: sums over a thread's parameters
var<workgroup> norms : array<vec4f, 8u * TENSORS>;             // [tensor, column / 4]; [7].z is the tensor's size
var<workgroup> bank : array<vec4f, 40>;

fn startOptimizer(lane : Lane, id : u32, t : u32) {
  let last = lane.row * ROW + ROW - 1u;
  for (var k = t; k < 40u; k += THREADS) {
    let at = lane.row * ROW + MLP_AT + 4u * k;
    bank[k] = vec4f(theta[at], theta[at + 1u], theta[at + 2u], theta[min(at + 3u, last)]);
  }
  let anew = lane.first == 0u;
  if (anew) {
    for (var i = t; i < 4u * SIZE; i += THREADS) { state[stateBase + i] = 0.0; }
    storageBarrier();
  }
  for (var e = t; e < 3u * ENTRIES; e += THREADS) {
    factors[e] = select(state[stateBase + FACTORS_AT + e], 0.0, anew);
  }
  startScheduler(lane, t);
}

fn endOptimizer(t : u32) {
  for (var e = t; e < 3u * ENTRIES; e += THREADS) { state[stateBase + FACTORS_AT + e] = factors[e]; }
  endScheduler(t);
}

fn factorsOf(e : u32) -> vec3f { return vec3f(factors[e], factors[ENTRIES + e], factors[2u * ENTRIES + e]); }

fn rsqrtFloor(x : vec3f) -> vec3f { return inverseSqrt(max(x, vec3f(1e-9))); }

fn optimizerStep(lane : Lane, step : u32, t : u32) {
  schedulerInputs(lane, step, t);
  foldMoments(t);
  workgroupBarrier();
  schedulerHidden(lane, t);
  foldFactors(t);
  workgroupBarrier();
  schedulerGates(lane, t);
  averageRows(t);
  workgroupBarrier();
  schedulerScale(lane, t);
  normalise(t);
  applyMlp(t);
}

fn foldMoments(t : u32) {
  for (var i = t; i < SIZE; i += THREADS) {
    let g = clamp(gradOf(i), -1000.0, 1000.0);
    grads[i] = g;
    let at = stateBase + i;
    state[at] = state[at] * DECAY.x + g * REST.x;
    state[at + SIZE] = state[at + SIZE] * DECAY.y + g * REST.y;
    state[at + 2u * SIZE] = state[at + 2u * SIZE] * DECAY.z + g * REST.z;
    state[at + 3u * SIZE] = state[at + 3u * SIZE] * 0.999 + g * g * 0.001;
  }
}

fn foldFactors(t : u32) {
  for (var e = t; e < ENTRIES; e += THREADS) {
    let count = tables[ENTRY_COUNT + e];
    let stride = tables[ENTRY_STRIDE + e];
    var at = tables[ENTRY_FIRST + e];
    var sum = 0.0;
    for (var n = 0u; n < count; n++) {
      sum += grads[at] * grads[at] + 1e-30;
      at += stride;
    }
    let v = factorsOf(e) * DECAY + (sum / f32(count)) * REST;
    factors[e] = v.x;
    factors[ENTRIES + e] = v.y;
    factors[2u * ENTRIES + e] = v.z;
  }
}

/// Mean of every tensor's `v_row`.
fn averageRows(t : u32) {
  for (var j = t; j < TENSORS; j += THREADS) {
    let first = tables[TENSOR_ROW + j];
    let rows = tables[TENSOR_ROWS + j];
    var sum = vec3f(0.0);
    for (var n = 0u; n < rows; n++) { sum += factorsOf(first + n); }
    let mean = sum / f32(max(rows, 1u));
    rowMeans[j] = mean.x;
    rowMeans[TENSORS + j] = mean.y;
    rowMeans[2u * TENSORS + j] = mean.z;
  }
}

/// The 30 features of a parameter by four, not normalised, and the parameter once more as the 31st.
struct Features { a : vec4f, b : vec4f, c : vec4f, d : vec4f, e : vec4f, f : vec4f, g : vec4f, h : vec4f, }

fn featuresOf(i : u32, tensor : u32, factored : bool) -> Features {
  let g = grads[i];
  let p = params[paramBase + i];
  let at = stateBase + i;
  let m = vec3f(state[at], state[at + SIZE], state[at + 2u * SIZE]);
  let rms = state[at + 3u * SIZE];
  let r = inverseSqrt(rms + 1e-6);
  let mr = m * r;
  let row = factorsOf(tables[ROW_ENTRY + i]);
  var col = row;
  var facG = vec3f(0.0);
  var facM = vec3f(0.0);
  if (factored) {
    col = factorsOf(tables[COLUMN_ENTRY + i]);
    let mean = vec3f(rowMeans[tensor], rowMeans[TENSORS + tensor], rowMeans[2u * TENSORS + tensor]);
    let scale = rsqrtFloor(row / (mean + 1e-9)) * rsqrtFloor(col);
    facG = g * scale;
    facM = m * scale;
  } else {
    facG = g * rsqrtFloor(row + 1e-9);
    facM = m / sqrt(row);
  }
  let rootRow = inverseSqrt(row + 1e-8);
  let rootCol = inverseSqrt(col + 1e-8);
  return Features(vec4f(g, clamp(g, -0.1, 0.1), p, m.x), vec4f(m.yz, rms, mr.x), vec4f(mr.yz, r, facG.x),
    vec4f(facG.yz, g * r, row.x), vec4f(row.yz, col.xy), vec4f(col.z, rootRow), vec4f(rootCol, facM.x),
    vec4f(facM.yz, p, 0.0));
}

/// From the sums over every tensor of the features' squares the factors that normalise, and the tensors' sizes.
fn normalise(t : u32) {
  for (var j = 0u; j < TENSORS; j++) {
    let first = tables[TENSOR_FIRST + j];
    let size = tables[TENSOR_SIZE + j];
    let factored = tables[TENSOR_ROWS + j] > 0u;
    var s = Features(vec4f(0.0), vec4f(0.0), vec4f(0.0), vec4f(0.0), vec4f(0.0), vec4f(0.0), vec4f(0.0), vec4f(0.0));
    for (var n = t; n < size; n += THREADS) {
      let x = featuresOf(first + n, j, factored);
      s = Features(s.a + x.a * x.a, s.b + x.b * x.b, s.c + x.c * x.c, s.d + x.d * x.d,
        s.e + x.e * x.e, s.f + x.f * x.f, s.g + x.g * x.g, s.h + x.h * x.h);
    }
    squares[8u * t] = s.a;
    squares[8u * t + 1u] = s.b;
    squares[8u * t + 2u] = s.c;
    squares[8u * t + 3u] = s.d;
    squares[8u * t + 4u] = s.e;
    squares[8u * t + 5u] = s.f;
    squares[8u * t + 6u] = s.g;
    squares[8u * t + 7u] = s.h;
    workgroupBarrier();
    for (var k = t; k < 8u; k += THREADS) {
      var sum = squares[k];
      for (var n = 1u; n < min(size, THREADS); n++) { sum += squares[8u * n + k]; }
      let mean = sum / f32(size);
      let norm = inverseSqrt(mean + 1e-5);
      norms[8u * j + k] = vec4f(norm.xy, select(norm.z, sqrt(mean.z + 1e-9), k == 7u), norm.w);
    }
    workgroupBarrier();
  }
}

/// The MLP on the normalised features, the step, and the weights the task sees next.
fn applyMlp(t : u32) {
  // Loaded once: on a software adapter a load costs more than ten multiplications.
  let w0 = bank[0];
  let w1 = bank[1];
  let w2 = bank[2];
  let w3 = bank[3];
  let w4 = bank[4];
  let w5 = bank[5];
  let w6 = bank[6];
  let w7 = bank[7];
  let w8 = bank[8];
  let w9 = bank[9];
  let w10 = bank[10];
  let w11 = bank[11];
  let w12 = bank[12];
  let w13 = bank[13];
  let w14 = bank[14];
  let w15 = bank[15];
  let w16 = bank[16];
  let w17 = bank[17];
  let w18 = bank[18];
  let w19 = bank[19];
  let w20 = bank[20];
  let w21 = bank[21];
  let w22 = bank[22];
  let w23 = bank[23];
  let w24 = bank[24];
  let w25 = bank[25];
  let w26 = bank[26];
  let w27 = bank[27];
  let w28 = bank[28];
  let w29 = bank[29];
  let w30 = bank[30];
  let w31 = bank[31];
  let w32 = bank[32];
  let w33 = bank[33];
  let w34 = bank[34];
  let w35 = bank[35];
  let w36 = bank[36];
  let w37 = bank[37];
  let w38 = bank[38];
  let w39 = bank[39];
  let direction = vec4f(w36.x, w36.w, w37.z, w38.y);
  let magnitude = vec4f(w36.y, w37.x, w37.w, w38.z);
  for (var j = 0u; j < TENSORS; j++) {
    let first = tables[TENSOR_FIRST + j];
    let size = tables[TENSOR_SIZE + j];
    let factored = tables[TENSOR_ROWS + j] > 0u;
    let scale = data[dataBase + j];
    let norm = Features(norms[8u * j], norms[8u * j + 1u], norms[8u * j + 2u], norms[8u * j + 3u],
      norms[8u * j + 4u], norms[8u * j + 5u], norms[8u * j + 6u], norms[8u * j + 7u]);
    for (var n = t; n < size; n += THREADS) {
      let raw = featuresOf(first + n, j, factored);
      let a = raw.a * norm.a;
      let b = raw.b * norm.b;
      let c = raw.c * norm.c;
      let d = raw.d * norm.d;
      let e = raw.e * norm.e;
      let f = raw.f * norm.f;
      let g = raw.g * norm.g;
      let h = raw.h * norm.h;
      let x = max(vec4f(0.0), w30
      + a.x * w0 + a.y * w1 + a.z * w2 + a.w * w3 + b.x * w4
      + b.y * w5 + b.z * w6 + b.w * w7 + c.x * w8 + c.y * w9
      + c.z * w10 + c.w * w11 + d.x * w12 + d.y * w13 + d.z * w14
      + d.w * w15 + e.x * w16 + e.y * w17 + e.z * w18 + e.w * w19
      + f.x * w20 + f.y * w21 + f.z * w22 + f.w * w23 + g.x * w24
      + g.y * w25 + g.z * w26 + g.w * w27 + h.x * w28 + h.y * w29);
      let y = max(vec4f(0.0), w35 + x.x * w31 + x.y * w32 + x.z * w33 + x.w * w34);
      let along = dot(y, direction) + w39.x;
      let size = dot(y, magnitude) + w39.y;
      let p = raw.h.z - stepScale * norm.h.z * along * exp(0.001 * size) * 0.001;
      params[paramBase + first + n] = p;
      weights[first + n] = p * scale;
    }
  }
  workgroupBarrier();
}
