// unroll.wgsl: many training steps of many small networks in one dispatch, one workgroup per lane. Meta-training's
// inner loop: with one dispatch per kernel and step, launching would cost more than computing.
//
// Composed as text: math.wgsl, threefry.wgsl, draw.wgsl, this file, one task (metatrain/straight.ts, quadraticTask.wgsl, ...) and one optimizer
// (learned.wgsl, designed.wgsl). A task turns `weights` into gradient and loss, each as four interleaved partial sums; an
// optimizer turns those into the next `params`. The order of every sum is fixed. Neighbouring threads read neighbouring floats: software adapters load those as
// one vector, and GPUs in one transaction.
//
// Constants: SIZE (parameters of a lane), TENSORS, DATA (floats of one task's record), STATE (floats of one lane's
// optimizer state), MOST (steps of one dispatch at most), THREADS.

struct Lane {
  task : u32,     // record in `data`
  row : u32,      // row in `theta`
  first : u32,    // updates made before this dispatch; 0 starts the optimizer's state anew
  count : u32,    // updates to make, at most MOST
  horizon : u32,  // planned number of updates
  spare : u32,
  key : vec2u,    // for batches and noise; folded with the step
}

@group(0) @binding(0) var<storage, read> lanes : array<Lane>;
@group(0) @binding(1) var<storage, read> theta : array<f32>;          // [rows, ROW], the optimizer's
@group(0) @binding(2) var<storage, read> data : array<f32>;           // [tasks, DATA], begins with a scale per tensor
@group(0) @binding(3) var<storage, read> tables : array<u32>;           // sections as in metatrain/unrollTables.ts
@group(0) @binding(4) var<storage, read_write> params : array<f32>;   // [lanes, SIZE]
@group(0) @binding(5) var<storage, read_write> state : array<f32>;    // [lanes, STATE]
@group(0) @binding(6) var<storage, read_write> losses : array<f32>;   // [lanes, MOST]: before each update

var<workgroup> weights : array<f32, SIZE>;        // what the task sees: scale * params
var<workgroup> gradParts : array<f32, 4u * SIZE>; // of `weights`, [part, SIZE]; a task may leave parts 0
var<workgroup> lossParts : array<f32, 4>;

var<private> dataBase : u32;
var<private> paramBase : u32;
var<private> stateBase : u32;
var<private> laneKey : vec2u; // of this step

/// The scale of the tensor that parameter `i` belongs to.
fn scaleOf(i : u32) -> f32 { return data[dataBase + tables[i]]; }

/// The gradient of the loss by params[i].
fn gradOf(i : u32) -> f32 {
  return scaleOf(i) * ((gradParts[i] + gradParts[SIZE + i]) + (gradParts[2u * SIZE + i] + gradParts[3u * SIZE + i]));
}

fn lossOf() -> f32 { return (lossParts[0] + lossParts[1]) + (lossParts[2] + lossParts[3]); }

@compute @workgroup_size(THREADS)
fn main(@builtin(workgroup_id) group : vec3u, @builtin(local_invocation_index) t : u32) {
  let id = group.x;
  let lane = lanes[id];
  dataBase = lane.task * DATA;
  paramBase = id * SIZE;
  stateBase = id * STATE;
  startOptimizer(lane, id, t);
  for (var i = t; i < SIZE; i += THREADS) { weights[i] = params[paramBase + i] * scaleOf(i); }
  workgroupBarrier();
  for (var n = 0u; n < lane.count; n++) {
    let step = lane.first + n;
    laneKey = foldIn(lane.key, step);
    lossAndGrads(t);
    if (t == 0u) { losses[id * MOST + n] = lossOf(); }
    optimizerStep(lane, step, t);
  }
  endOptimizer(t);
}
