// sirenReduce.wgsl: adds the partial sums of sirenGradients over workgroup columns (of sirenStraight over rows), in order, and
// divides by the batch: the mean squared error and, `slope` times their sums, its gradient.

struct Shape { firstLane : u32, columns : u32, size : u32, inverseBatch : f32, slope : f32, }

@group(0) @binding(0) var<storage, read> partials : array<f32>;    // [lanes of a dispatch, columns, size + 1]
@group(0) @binding(1) var<storage, read> status : array<u32>;      // [lanes]
@group(0) @binding(2) var<storage, read_write> grads : array<f32>; // [lanes, size]
@group(0) @binding(3) var<storage, read_write> loss : array<f32>;  // [lanes]
@group(0) @binding(4) var<uniform> shape : Shape;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let lane = shape.firstLane + id.y;
  if (id.x > shape.size || status[lane] != 1u) { return; }
  let stride = shape.size + 1u;
  var sum = 0.0;
  for (var column = 0u; column < shape.columns; column++) {
    sum += partials[(id.y * shape.columns + column) * stride + id.x];
  }
  if (id.x == shape.size) {
    loss[lane] = sum * shape.inverseBatch;
  } else {
    grads[lane * shape.size + id.x] = shape.slope * sum * shape.inverseBatch;
  }
}
