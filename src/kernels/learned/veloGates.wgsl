// veloGates.wgsl: one LSTM step; reference: learned/network.ts. One thread per unit and eight tensors, so that a weight
// is read once for eight. Grid: (ceil(H / 64), ceil(tensors / 8), members). Follows math.wgsl, tables.wgsl, veloTheta.wgsl.
@group(0) @binding(0) var<storage, read> tables : array<u32>;
@group(0) @binding(1) var<storage, read> theta : array<f32>;
@group(0) @binding(2) var<storage, read> scheduler : array<f32>;
@group(0) @binding(3) var<storage, read_write> work : array<f32>; // [members, 3, tensors, H]: y, hidden, cell
@group(0) @binding(4) var<uniform> sizes : TableSizes;

const TILE = 8u;
const THREADS = 64u;

/// Elements of the inputs of eight tensors: two vectors per element.
var<workgroup> z : array<vec4f, 2u * THREADS>;

/// Element k of [y, hidden] of a tensor.
fn inputAt(member : u32, tensor : u32, k : u32, weights : u32, first : bool) -> f32 {
  if (tensor >= sizes.tensors || k >= 2u * HIDDEN) {
    return 0.0;
  }
  if (k < HIDDEN) {
    return work[(member * 3u * sizes.tensors + tensor) * HIDDEN + k];
  }
  if (first) {
    return theta[weights + INIT_HIDDEN + k - HIDDEN];
  }
  return scheduler[member * (HEADER + 2u * sizes.tensors * HIDDEN) + HEADER + tensor * HIDDEN + k - HIDDEN];
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group : vec3u, @builtin(local_invocation_index) thread : u32) {
  let member = group.z;
  let record = sizes.tensors * TENSOR_WORDS + member * sizes.stride;
  if (tables[record + RUNNING] == 0u) {
    return;
  }
  let weights = tables[record + THETA] * sizes.thetaSize;
  let first = tables[record + FIRST] == 1u;
  let h = group.x * THREADS + thread;
  // Threads beyond the last unit help with loading and store nothing.
  let unit = min(h, HIDDEN - 1u);
  let bias = weights + LSTM_B + unit;
  // Eight names rather than an array: an index that varies would cost more than the arithmetic.
  let start4 = vec4f(theta[bias], theta[bias + HIDDEN], theta[bias + 2u * HIDDEN], theta[bias + 3u * HIDDEN]);
  var g0 = start4;
  var g1 = start4;
  var g2 = start4;
  var g3 = start4;
  var g4 = start4;
  var g5 = start4;
  var g6 = start4;
  var g7 = start4;
  let tile = group.y * TILE;
  for (var start = 0u; start < 2u * HIDDEN; start += THREADS) {
    workgroupBarrier();
    for (var half = 0u; half < 2u; half++) {
      let tensor = tile + 4u * half;
      let k = start + thread;
      z[2u * thread + half] = vec4f(
        inputAt(member, tensor, k, weights, first), inputAt(member, tensor + 1u, k, weights, first),
        inputAt(member, tensor + 2u, k, weights, first), inputAt(member, tensor + 3u, k, weights, first),
      );
    }
    workgroupBarrier();
    let count = min(THREADS, 2u * HIDDEN - start);
    for (var k = 0u; k < count; k++) {
      let at = weights + LSTM_W + (start + k) * 4u * HIDDEN + unit;
      let w = vec4f(theta[at], theta[at + HIDDEN], theta[at + 2u * HIDDEN], theta[at + 3u * HIDDEN]);
      let a = z[2u * k];
      let b = z[2u * k + 1u];
      g0 += a.x * w;
      g1 += a.y * w;
      g2 += a.z * w;
      g3 += a.w * w;
      g4 += b.x * w;
      g5 += b.y * w;
      g6 += b.z * w;
      g7 += b.w * w;
    }
  }
  let gates = array<vec4f, TILE>(g0, g1, g2, g3, g4, g5, g6, g7);
  if (h >= HIDDEN) {
    return;
  }
  let stateAt = member * (HEADER + 2u * sizes.tensors * HIDDEN) + HEADER + sizes.tensors * HIDDEN;
  for (var i = 0u; i < TILE; i++) {
    let tensor = group.y * TILE + i;
    if (tensor < sizes.tensors) {
      var old = scheduler[stateAt + tensor * HIDDEN + h];
      if (first) {
        old = theta[weights + INIT_CELL + h];
      }
      // Gates in the order i, g, f, o.
      let cell = sigmoid(gates[i].z + 1.0) * old + sigmoid(gates[i].x) * tanhStable(gates[i].y);
      let out = (member * 3u * sizes.tensors + tensor) * HIDDEN + h;
      work[out + sizes.tensors * HIDDEN] = sigmoid(gates[i].w) * tanhStable(cell);
      work[out + 2u * sizes.tensors * HIDDEN] = cell;
    }
  }
}
