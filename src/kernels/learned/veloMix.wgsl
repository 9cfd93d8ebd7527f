// veloMix.wgsl: the LSTM's input rows y, in which the tensors of a member meet through a maximum; reference:
// learned/network.ts. One thread per unit. Grid: (ceil(H / 64), members). Follows tables.wgsl and veloTheta.wgsl.
@group(0) @binding(0) var<storage, read> tables : array<u32>;
@group(0) @binding(1) var<storage, read> theta : array<f32>;
@group(0) @binding(2) var<storage, read_write> work : array<f32>; // [members, 3, tensors, H]: y, hidden, cell
@group(0) @binding(3) var<uniform> sizes : TableSizes;

fn inputAt(inputs : u32, tensor : u32, k : u32) -> f32 {
  let own = inputs + CLOCK_INPUTS + tensor * TENSOR_INPUTS + k - CLOCK_INPUTS;
  return bitcast<f32>(tables[select(own, inputs + k, k < CLOCK_INPUTS)]);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let h = id.x;
  let member = id.y;
  let record = sizes.tensors * TENSOR_WORDS + member * sizes.stride;
  if (h >= HIDDEN || tables[record + RUNNING] == 0u) {
    return;
  }
  let inputs = record + SCALES + sizes.tensors;
  let weights = tables[record + THETA] * sizes.thetaSize;
  let out = member * 3u * sizes.tensors * HIDDEN;
  var highest = 0.0;
  for (var tensor = 0u; tensor < sizes.tensors; tensor++) {
    var toMax = theta[weights + MAX_B + h];
    var y = theta[weights + INPUT_B + h];
    for (var k = 0u; k < INPUTS; k++) {
      let x = inputAt(inputs, tensor, k);
      toMax += x * theta[weights + MAX_W + k * HIDDEN + h];
      y += x * theta[weights + INPUT_W + k * HIDDEN + h];
    }
    highest = max(highest, toMax);
    work[out + tensor * HIDDEN + h] = y;
  }
  for (var tensor = 0u; tensor < sizes.tensors; tensor++) {
    work[out + tensor * HIDDEN + h] += highest;
  }
}
