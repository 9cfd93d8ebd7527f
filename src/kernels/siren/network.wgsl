// network.wgsl: what the SIREN kernels share: the coordinates of a sample and the forward pass of four
// coordinates by one thread. Constants compiled in: DIMS, LAYERS, WIDTH. Reference: tasks/siren/portable.ts.
//
// Parameters of a lane lie as (weight [in, out], bias [out]) per layer, so a layer is a matrix of in + 1
// rows whose last row is the bias and meets an input of one.
//
// A workgroup keeps what its 64 threads know of their coordinates in rows of `scratch`, one vec4f (four
// coordinates) per thread: the inputs of every layer with a row of ones behind them, then per sine layer
// its slopes, which the way back turns into error signals, then the error of the output. Arrays of a thread's
// own would be spilled to the same memory and are limited to 8 KiB.

const SINE_LAYERS = LAYERS - 1u;
const FIRST_SIZE = (DIMS + 1u) * WIDTH;
const HIDDEN_SIZE = (WIDTH + 1u) * WIDTH;
const SIZE = FIRST_SIZE + (LAYERS - 2u) * HIDDEN_SIZE + WIDTH + 1u;
const DELTA_ROW = DIMS + 1u + SINE_LAYERS * (WIDTH + 1u);
const ERROR_ROW = DELTA_ROW + SINE_LAYERS * WIDTH;
const ROWS = ERROR_ROW + 4u; // a block of four rows that begins with the last stays inside

/// First parameter of a layer, within a lane.
fn layerStart(layer : u32) -> u32 {
  return select(FIRST_SIZE + (layer - 1u) * HIDDEN_SIZE, 0u, layer == 0u);
}

/// First row of the inputs of a layer.
fn inputRow(layer : u32) -> u32 {
  return select(DIMS + 1u + (layer - 1u) * (WIDTH + 1u), 0u, layer == 0u);
}

/// Puts four coordinates of this thread into the rows of the first layer's inputs. `own` is the thread's place
/// in row 0.
fn placeCoordinates(own : u32, samples : vec4u) {
  let a = locate(samples.x);
  let b = locate(samples.y);
  let c = locate(samples.z);
  let d = locate(samples.w);
  for (var axis = 0u; axis < DIMS; axis++) {
    scratch[own + axis * 64u] = vec4f(a[axis], b[axis], c[axis], d[axis]);
  }
  for (var layer = 0u; layer < LAYERS; layer++) {
    scratch[own + (inputRow(layer) + select(WIDTH, DIMS, layer == 0u)) * 64u] = vec4f(1.0);
  }
}

/// One sine layer. Four units at a time, so that an input read once serves sixteen products; weights beyond
/// the width are entries of the next row and what comes of them is dropped.
fn sineLayer(own : u32, base : u32, layer : u32, inputs : u32, frequency : f32) {
  let weights = base + layerStart(layer);
  let source = own + inputRow(layer) * 64u;
  let sink = own + inputRow(layer + 1u) * 64u;
  let slopes = own + (DELTA_ROW + layer * WIDTH) * 64u;
  for (var unit = 0u; unit < WIDTH; unit += 4u) {
    var z = mat4x4f();
    for (var row = 0u; row <= inputs; row++) {
      let x = scratch[source + row * 64u];
      let at = weights + row * WIDTH + unit;
      z[0] += x * params[at];
      z[1] += x * params[at + 1u];
      z[2] += x * params[at + 2u];
      z[3] += x * params[at + 3u];
    }
    for (var k = 0u; k < 4u; k++) {
      if (unit + k < WIDTH) {
        let a = sinCos(frequency * z[k].x);
        let b = sinCos(frequency * z[k].y);
        let c = sinCos(frequency * z[k].z);
        let d = sinCos(frequency * z[k].w);
        scratch[sink + (unit + k) * 64u] = vec4f(a.x, b.x, c.x, d.x);
        scratch[slopes + (unit + k) * 64u] = frequency * vec4f(a.y, b.y, c.y, d.y);
      }
    }
  }
}

/// Outputs of the network at the coordinates placed; fills the thread's rows but the last. `base` is the
/// lane's first parameter.
fn forward(own : u32, base : u32) -> vec4f {
  sineLayer(own, base, 0u, DIMS, shape.firstFrequency);
  for (var layer = 1u; layer < SINE_LAYERS; layer++) {
    sineLayer(own, base, layer, WIDTH, shape.hiddenFrequency);
  }
  let weights = base + layerStart(SINE_LAYERS);
  let source = own + inputRow(SINE_LAYERS) * 64u;
  var output = vec4f(0.0);
  for (var row = 0u; row <= WIDTH; row++) {
    output += scratch[source + row * 64u] * params[weights + row];
  }
  return output;
}
