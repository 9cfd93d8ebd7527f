// validated.wgsl: adds a batch's share of loss and accuracy to the means over all batches; the first begins anew.
struct Batch { lanes : u32, first : u32, share : f32, }

@group(0) @binding(0) var<storage, read> status : array<u32>;            // [lanes]
@group(0) @binding(1) var<storage, read> loss : array<f32>;              // [lanes], of the batch
@group(0) @binding(2) var<storage, read> accuracy : array<f32>;          // [lanes], of the batch
@group(0) @binding(3) var<storage, read_write> validation : array<vec2f>; // [lanes]
@group(0) @binding(4) var<uniform> batch : Batch;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let lane = id.x;
  if (lane >= batch.lanes || status[lane] != 1u) { return; }
  let own = batch.share * vec2f(loss[lane], accuracy[lane]);
  if (batch.first == 1u) {
    validation[lane] = own;
  } else {
    validation[lane] += own;
  }
}
