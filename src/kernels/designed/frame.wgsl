// frame.wgsl: the walk of a hand-designed rule over the flat vectors of its lanes. A rule's own file follows this text
// and declares `Hyper`, its state, the uniforms and
//
//     fn propose(h : Hyper, grad : f32, param : f32, at : u32) -> f32
//
// which updates the state at `at` and returns what is to be added to the parameter. Grid: (ceil(size / 64) or fewer,
// members of the group). Lanes that are not running are not touched.
struct Sizes { size : u32, rows : u32, }
struct Step { slot : u32, index : u32, }

@group(0) @binding(0) var<storage, read> table : array<vec4u>; // lane, hyper row, ...
@group(0) @binding(1) var<storage, read> status : array<u32>;
@group(0) @binding(2) var<storage, read> hypers : array<Hyper>;
@group(0) @binding(3) var<storage, read> grads : array<f32>;
@group(0) @binding(4) var<storage, read> params : array<f32>;
@group(0) @binding(5) var<storage, read_write> update : array<f32>;
@group(1) @binding(0) var<uniform> step : Step;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) groups : vec3u) {
  let lane = table[id.y].x;
  if (status[lane] != 1u) { return; }
  let h = hypers[step.slot * sizes.rows + table[id.y].y];
  for (var i = id.x; i < sizes.size; i += groups.x * 64u) {
    let at = lane * sizes.size + i;
    update[at] = propose(h, grads[at], params[at], id.y * sizes.size + i);
  }
}
