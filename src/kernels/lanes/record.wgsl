// record.wgsl: keeps the numbers of one step in the history ring and stops lanes whose loss is not finite.
// Losses travel as bits: a compiler may assume that floats are never NaN.
struct Step { slot : u32, index : u32, }
struct Sizes { lanes : u32, }

@group(0) @binding(0) var<storage, read> loss : array<u32>;             // f32 bits, [lanes]
@group(0) @binding(1) var<storage, read> metric : array<u32>;           // f32 bits, [lanes]
@group(0) @binding(2) var<storage, read> guarded : array<u32>;          // [lanes], 1: a guard deals with what is not finite
@group(0) @binding(3) var<storage, read_write> status : array<u32>;     // [lanes]
@group(0) @binding(4) var<storage, read_write> events : array<u32>;     // [lanes], what a guard did in this step
@group(0) @binding(5) var<storage, read_write> history : array<u32>;    // [slots, 3, lanes]: loss and metric as f32 bits, event and STOPPED
@group(0) @binding(6) var<uniform> sizes : Sizes;
@group(1) @binding(0) var<uniform> step : Step;

const NOT_A_NUMBER = 0x7fc00000u;
const EXPONENT = 0x7f800000u;
const STOPPED = 0x80000000u;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let lane = id.x;
  if (lane >= sizes.lanes) { return; }
  let row = step.slot * 3u * sizes.lanes + lane;
  var bits = NOT_A_NUMBER;
  var second = NOT_A_NUMBER;
  var event = events[lane];
  if (status[lane] == 1u) {
    let finite = (loss[lane] & EXPONENT) != EXPONENT;
    if (finite) {
      bits = loss[lane];
      second = metric[lane];
    } else if (guarded[lane] == 0u) {
      status[lane] = 2u;
      event |= STOPPED;
    }
  }
  history[row] = bits;
  history[row + sizes.lanes] = second;
  history[row + 2u * sizes.lanes] = event;
  events[lane] = 0u;
}
