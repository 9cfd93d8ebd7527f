// sirenGradients.wgsl: sums of squared errors and of their gradients over a batch of coordinates, one
// partial sum per lane and workgroup column. A workgroup takes tiles of 256 coordinates in turn: every
// thread runs four coordinates forward and back; then every thread adds up blocks of 4 x 4 weights over all
// of them. No atomics: the order of every sum is fixed by the task's shape alone, so a lane's bits depend
// neither on its neighbours nor on how rounds are split over dispatches. Preceded by samples.wgsl and network.wgsl.

struct Shape {
  extent0 : u32, extent1 : u32, extent2 : u32,
  samples : u32,        // of the grid
  batch : u32,
  drawn : u32,          // 1: coordinates drawn at random, 0: the grid in order
  firstFrequency : f32, hiddenFrequency : f32,
  firstLane : u32, firstRound : u32, rounds : u32, // of this dispatch
}
struct Step { slot : u32, index : u32, }

@group(0) @binding(0) var<storage, read> params : array<f32>;      // [lanes, SIZE]
@group(0) @binding(1) var<storage, read> status : array<u32>;      // [lanes]
@group(0) @binding(2) var<storage, read> batchKeys : array<vec2u>; // [lanes]
@group(0) @binding(3) var<storage, read> targets : array<f32>;     // [samples], normalised
@group(0) @binding(4) var<storage, read> axes : array<f32>;        // coordinates of every axis in turn
@group(0) @binding(5) var<storage, read_write> scratch : array<vec4f>; // [workgroups of a dispatch, ROWS, 64]
@group(0) @binding(6) var<storage, read_write> partials : array<f32>;  // [lanes of a dispatch, columns, SIZE + 1]
@group(0) @binding(7) var<uniform> shape : Shape;
@group(1) @binding(0) var<uniform> step : Step;

var<workgroup> squares : array<f32, 64>;

/// Error signal of the sine layer below `layer`: (W delta) * slope, four units at a time.
fn passBelow(own : u32, base : u32, layer : u32, outputs : u32) {
  let weights = base + layerStart(layer);
  let source = own + (DELTA_ROW + layer * WIDTH) * 64u;
  let sink = own + (DELTA_ROW + (layer - 1u) * WIDTH) * 64u;
  for (var unit = 0u; unit < WIDTH; unit += 4u) {
    var sum = mat4x4f();
    for (var j = 0u; j < outputs; j++) {
      let delta = scratch[source + j * 64u];
      let at = weights + unit * outputs + j;
      sum[0] += delta * params[at];
      sum[1] += delta * params[at + outputs];
      sum[2] += delta * params[at + 2u * outputs];
      sum[3] += delta * params[at + 3u * outputs];
    }
    for (var k = 0u; k < 4u; k++) {
      if (unit + k < WIDTH) { scratch[sink + (unit + k) * 64u] *= sum[k]; }
    }
  }
}

/// Adds to a layer's partial sums the products of its inputs and error signals over the workgroup's coordinates.
/// Blocks go round the threads, over all layers: `dealt` have gone before; returns the number of this layer's.
fn addLayer(
  thread : u32, dealt : u32, tile : u32, layer : u32, inputs : u32, outputs : u32, partial : u32, fresh : bool,
) -> u32 {
  let across = (outputs + 3u) / 4u;
  let blocks = ((inputs + 4u) / 4u) * across;
  for (var block = (thread + 64u - dealt % 64u) % 64u; block < blocks; block += 64u) {
    let row = (block / across) * 4u;
    let column = (block % across) * 4u;
    let a = tile + (inputRow(layer) + row) * 64u;
    let d = tile + (DELTA_ROW + layer * WIDTH + column) * 64u;
    var sum = mat4x4f();
    for (var c = 0u; c < 64u; c++) {
      // Columns of a 4 x 4 matrix are inputs (or deltas), its rows coordinates.
      let inputQuad = mat4x4f(scratch[a + c], scratch[a + 64u + c], scratch[a + 128u + c], scratch[a + 192u + c]);
      let deltaQuad = mat4x4f(scratch[d + c], scratch[d + 64u + c], scratch[d + 128u + c], scratch[d + 192u + c]);
      sum += transpose(deltaQuad) * inputQuad;
    }
    for (var i = 0u; i < 4u; i++) {
      for (var j = 0u; j < 4u; j++) {
        if (row + i <= inputs && column + j < outputs) {
          let at = partial + layerStart(layer) + (row + i) * outputs + column + j;
          partials[at] = select(partials[at], 0.0, fresh) + sum[i][j];
        }
      }
    }
  }
  return blocks;
}

@compute @workgroup_size(64)
fn main(
  @builtin(local_invocation_index) thread : u32,
  @builtin(workgroup_id) group : vec3u,
  @builtin(num_workgroups) groups : vec3u,
) {
  let lane = shape.firstLane + group.y;
  if (status[lane] != 1u) { return; }
  let base = lane * SIZE;
  let workgroupIndex = group.y * groups.x + group.x;
  let partial = workgroupIndex * (SIZE + 1u);
  let tile = workgroupIndex * ROWS * 64u;
  let own = tile + thread;
  let key = foldIn(batchKeys[lane], step.index);

  squares[thread] = 0.0;
  for (var round = shape.firstRound; round < shape.firstRound + shape.rounds; round++) {
    let n = (round * groups.x + group.x) * 256u + thread * 4u + vec4u(0u, 1u, 2u, 3u);
    let samples = vec4u(sampleAt(n.x, key), sampleAt(n.y, key), sampleAt(n.z, key), sampleAt(n.w, key));
    placeCoordinates(own, samples);
    let wanted = vec4f(targets[samples.x], targets[samples.y], targets[samples.z], targets[samples.w]);
    // A coordinate beyond the batch runs along with an error of zero: it adds nothing.
    let error = select(vec4f(0.0), forward(own, base) - wanted, n < vec4u(shape.batch));
    squares[thread] += dot(error, error);

    scratch[own + ERROR_ROW * 64u] = error;
    passBelow(own, base, SINE_LAYERS, 1u);
    for (var layer = SINE_LAYERS - 1u; layer > 0u; layer--) {
      passBelow(own, base, layer, WIDTH);
    }
    storageBarrier();
    var dealt = 0u;
    for (var layer = 0u; layer < LAYERS; layer++) {
      let inputs = select(WIDTH, DIMS, layer == 0u);
      let outputs = select(WIDTH, 1u, layer == SINE_LAYERS);
      dealt += addLayer(thread, dealt, tile, layer, inputs, outputs, partial, round == 0u);
    }
    storageBarrier();
  }

  workgroupBarrier();
  if (thread == 0u) {
    var sum = 0.0;
    for (var c = 0u; c < 64u; c++) { sum += squares[c]; }
    let at = partial + SIZE;
    partials[at] = select(partials[at], 0.0, shape.firstRound == 0u) + sum;
  }
}
