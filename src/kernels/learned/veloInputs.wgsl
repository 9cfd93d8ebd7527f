// veloInputs.wgsl: what VeLO's LSTM sees: per member the clock, per tensor twelve numbers from the accumulators before
// this step's gradient; reference: optimizers/learned/velo.ts. Grid: (tensors + 1, members), the last workgroup of a member being
// its clock. Follows math.wgsl, tables.wgsl and clock.wgsl.
struct TableSizes { tensors : u32, stride : u32, rows : u32, size : u32, schedulerSize : u32, }
struct Step { slot : u32, index : u32, }

@group(0) @binding(0) var<storage, read> table : array<vec4u>;
@group(0) @binding(1) var<storage, read> status : array<u32>;
@group(0) @binding(2) var<storage, read> hypers : array<vec2f>; // horizon, multiplier
@group(0) @binding(3) var<storage, read> loss : array<f32>;
@group(0) @binding(4) var<storage, read> params : array<f32>;
@group(0) @binding(5) var<storage, read> moments : array<vec4f>;
@group(0) @binding(6) var<storage, read_write> scheduler : array<f32>;
@group(0) @binding(7) var<storage, read_write> tables : array<u32>;
@group(0) @binding(8) var<uniform> sizes : TableSizes;
@group(1) @binding(0) var<uniform> step : Step;

const THREADS = 64u;
const TENSOR_INPUTS = 12u;

var<workgroup> partial : array<vec4f, THREADS>;

/// The sum over all threads, in a fixed order, for every one of them.
fn total(thread : u32, value : vec4f) -> vec4f {
  workgroupBarrier();
  partial[thread] = value;
  workgroupBarrier();
  for (var width = THREADS / 2u; width > 0u; width /= 2u) {
    if (thread < width) {
      partial[thread] += partial[thread + width];
    }
    workgroupBarrier();
  }
  return partial[0];
}

fn logarithm(x : vec3f) -> vec3f {
  return 0.5 * clamp(log(1e-8 + abs(10.0 * x)), vec3f(-5.0), vec3f(5.0));
}

fn describeTensor(thread : u32, tensor : u32, member : u32, lane : u32, out : u32) {
  let t = tensorAt(tensor);
  let paramAt = lane * sizes.size + t.offset;
  let momentAt = member * sizes.size + t.offset;
  let count = f32(t.size);
  var square = 0.0;
  var sum = vec4f(0.0);
  for (var i = thread; i < t.size; i += THREADS) {
    square += params[paramAt + i] * params[paramAt + i];
    sum += moments[momentAt + i];
  }
  let meanSquare = total(thread, vec4f(square)).x / count;
  let mean = total(thread, sum) / count;
  let q = inverseSqrt(max(1e-9, meanSquare));
  var spreadM = vec3f(0.0);
  var spreadRms = vec3f(0.0);
  for (var i = thread; i < t.size; i += THREADS) {
    let moment = moments[momentAt + i];
    let m = q * (moment.xyz - mean.xyz);
    // The source subtracts the mean of m from rms too.
    let rms = q * (moment.w - mean.xyz);
    spreadM += m * m;
    spreadRms += rms * rms;
  }
  let varM = logarithm(total(thread, vec4f(spreadM, 0.0)).xyz / count);
  let varRms = logarithm(total(thread, vec4f(spreadRms, 0.0)).xyz / count);
  if (thread == 0u) {
    tables[out] = bitcast<u32>(logarithm(vec3f(q * mean.w)).x);
    for (var i = 0u; i < 5u; i++) {
      tables[out + 1u + i] = bitcast<u32>(select(0.0, 1.0, i == t.rank));
    }
    for (var i = 0u; i < 3u; i++) {
      tables[out + 6u + i] = bitcast<u32>(varM[i]);
      tables[out + 9u + i] = bitcast<u32>(varRms[i]);
    }
  }
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group : vec3u, @builtin(local_invocation_index) thread : u32) {
  let member = group.y;
  let entry = table[member];
  let record = sizes.tensors * TENSOR_WORDS + member * sizes.stride;
  let inputs = record + SCALES + sizes.tensors;
  if (status[entry.x] != 1u) {
    if (thread == 0u && group.x == sizes.tensors) {
      tables[record + RUNNING] = 0u;
    }
    return;
  }
  if (group.x < sizes.tensors) {
    describeTensor(thread, group.x, member, entry.x, inputs + CLOCK_INPUTS + group.x * TENSOR_INPUTS);
    return;
  }
  if (thread != 0u) {
    return;
  }
  let hyper = hypers[step.slot * sizes.rows + entry.y];
  let at = member * sizes.schedulerSize;
  tables[record + RUNNING] = 1u;
  tables[record + LANE] = entry.x;
  tables[record + THETA] = entry.z;
  tables[record + FIRST] = u32(scheduler[at + ITERATION] == 0.0);
  tables[record + MULTIPLIER] = bitcast<u32>(hyper.y);
  tick(at, loss[entry.x], hyper.x);
  for (var i = 0u; i < CLOCK_INPUTS; i++) {
    tables[inputs + i] = bitcast<u32>(clockInputs[i]);
  }
}
