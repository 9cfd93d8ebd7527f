// veloControls.wgsl: step scale and mixed MLP weights of one tensor from its new hidden state, which is stored;
// reference: optimizers/learned/velo.ts. Grid: (tensors, members). Follows tables.wgsl and veloTheta.wgsl.
@group(0) @binding(0) var<storage, read_write> tables : array<u32>;
@group(0) @binding(1) var<storage, read> theta : array<f32>;
@group(0) @binding(2) var<storage, read> work : array<f32>; // [members, 3, tensors, H]: y, hidden, cell
@group(0) @binding(3) var<storage, read_write> scheduler : array<f32>;
@group(0) @binding(4) var<storage, read_write> mixed : array<f32>; // [members, tensors, 160 + P]: weights, s, controls
@group(0) @binding(5) var<uniform> sizes : TableSizes;

const THREADS = 256u;

var<workgroup> hidden : array<f32, HIDDEN>;
var<workgroup> controls : array<f32, BANKS>;
var<workgroup> partial : array<f32, THREADS>;
var<workgroup> running : u32;

/// Stores the new state and leaves the hidden row in `hidden`, and its products with the scale's weights in `partial`.
fn takeState(thread : u32, member : u32, tensor : u32, weights : u32) {
  let begin = (member * 3u * sizes.tensors + tensor) * HIDDEN;
  let plane = sizes.tensors * HIDDEN;
  let to = member * (HEADER + 2u * plane) + HEADER + tensor * HIDDEN;
  var part = 0.0;
  for (var h = thread; h < HIDDEN; h += THREADS) {
    let value = work[begin + plane + h];
    hidden[h] = value;
    scheduler[to + h] = value;
    scheduler[to + plane + h] = work[begin + 2u * plane + h];
    part += value * theta[weights + SCALE_W + h];
  }
  partial[thread] = part;
}

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group : vec3u, @builtin(local_invocation_index) thread : u32) {
  let tensor = group.x;
  let member = group.y;
  let record = sizes.tensors * TENSOR_WORDS + member * sizes.stride;
  if (thread == 0u) {
    running = tables[record + RUNNING];
  }
  if (workgroupUniformLoad(&running) == 0u) {
    return;
  }
  let weights = tables[record + THETA] * sizes.thetaSize;
  let to = (member * sizes.tensors + tensor) * (BANK_SIZE + 1u + BANKS);
  takeState(thread, member, tensor, weights);
  workgroupBarrier();
  for (var width = THREADS / 2u; width > 0u; width /= 2u) {
    if (thread < width) {
      partial[thread] += partial[thread + width];
    }
    workgroupBarrier();
  }
  if (thread == 0u) {
    // Linear in the output: the scale can be negative.
    let s = partial[0] + theta[weights + SCALE_B];
    mixed[to + BANK_SIZE] = s;
    tables[record + SCALES + tensor] = bitcast<u32>(s * bitcast<f32>(tables[record + MULTIPLIER]));
  }
  for (var p = thread; p < BANKS; p += THREADS) {
    var sum = theta[weights + CONTROLS_B + p];
    for (var h = 0u; h < HIDDEN; h++) {
      sum += hidden[h] * theta[weights + CONTROLS_W + h * BANKS + p];
    }
    controls[p] = sum;
    mixed[to + BANK_SIZE + 1u + p] = sum;
  }
  workgroupBarrier();
  for (var i = thread; i < BANK_SIZE; i += THREADS) {
    var sum = 0.0;
    for (var p = 0u; p < BANKS; p++) {
      sum += controls[p] * theta[weights + BANKS_AT + p * BANK_SIZE + i];
    }
    mixed[to + i] = sum * (100.0 / f32(BANKS));
  }
}
