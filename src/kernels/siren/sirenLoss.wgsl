// sirenLoss.wgsl: sums of squared errors over samples of the grid in order, forward only, one per lane and
// workgroup column. Every lane is evaluated, running or not. Preceded by network.wgsl.

struct Shape {
  extent0 : u32, extent1 : u32, extent2 : u32,
  samples : u32,
  firstFrequency : f32, hiddenFrequency : f32,
  firstLane : u32, firstRound : u32, rounds : u32,
}

@group(0) @binding(0) var<storage, read> params : array<f32>;        // [lanes, SIZE]
@group(0) @binding(1) var<storage, read> targets : array<f32>;       // [samples], normalised
@group(0) @binding(2) var<storage, read> axes : array<f32>;          // coordinates of every axis in turn
@group(0) @binding(3) var<storage, read_write> scratch : array<vec4f>; // [workgroups of a dispatch, ROWS, 64]
@group(0) @binding(4) var<storage, read_write> sums : array<f32>;      // [lanes, columns]
@group(0) @binding(5) var<uniform> shape : Shape;

var<workgroup> squares : array<f32, 64>;

@compute @workgroup_size(64)
fn main(
  @builtin(local_invocation_index) thread : u32,
  @builtin(workgroup_id) group : vec3u,
  @builtin(num_workgroups) groups : vec3u,
) {
  let lane = shape.firstLane + group.y;
  let own = (group.y * groups.x + group.x) * ROWS * 64u + thread;
  squares[thread] = 0.0;
  for (var round = shape.firstRound; round < shape.firstRound + shape.rounds; round++) {
    let n = (round * groups.x + group.x) * 256u + thread * 4u + vec4u(0u, 1u, 2u, 3u);
    let samples = min(n, vec4u(shape.samples - 1u));
    placeCoordinates(own, samples);
    let wanted = vec4f(targets[samples.x], targets[samples.y], targets[samples.z], targets[samples.w]);
    let error = select(vec4f(0.0), forward(own, lane * SIZE) - wanted, n < vec4u(shape.samples));
    squares[thread] += dot(error, error);
  }
  workgroupBarrier();
  if (thread == 0u) {
    var sum = 0.0;
    for (var c = 0u; c < 64u; c++) { sum += squares[c]; }
    let at = lane * groups.x + group.x;
    sums[at] = select(sums[at], 0.0, shape.firstRound == 0u) + sum;
  }
}
