// meanPartials.wgsl: adds partial sums over examples, in order, and divides by the number of examples: a mean loss, `slope` times the
// mean of what goes with it as its gradient, and a metric where there is one.

struct Shape {
  firstLane : u32,
  rows : u32,  // of partial sums, per lane
  size : u32,  // of a gradient
  width : u32, // of a row: a gradient, a loss, and a metric or none
  inverse : f32,
  slope : f32,
}

@group(0) @binding(0) var<storage, read> partials : array<f32>;      // [lanes of a dispatch, rows, width]
@group(0) @binding(1) var<storage, read> status : array<u32>;        // [lanes]
@group(0) @binding(2) var<storage, read_write> grads : array<f32>;   // [lanes, size]
@group(0) @binding(3) var<storage, read_write> loss : array<f32>;    // [lanes]
@group(0) @binding(4) var<storage, read_write> metric : array<f32>;  // [lanes]
@group(0) @binding(5) var<uniform> shape : Shape;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let lane = shape.firstLane + id.y;
  if (id.x >= shape.width || status[lane] != 1u) { return; }
  var sum = 0.0;
  for (var row = 0u; row < shape.rows; row++) {
    sum += partials[(id.y * shape.rows + row) * shape.width + id.x];
  }
  if (id.x < shape.size) {
    grads[lane * shape.size + id.x] = shape.slope * sum * shape.inverse;
  } else if (id.x == shape.size) {
    loss[lane] = sum * shape.inverse;
  } else {
    metric[lane] = sum * shape.inverse;
  }
}
