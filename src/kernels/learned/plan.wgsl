// plan.wgsl: how the kernels of a learned optimizer read its plan, `u32` words: twelve per tensor, then one record per
// member that the scheduler writes at every step and the others read. Floats are stored by their bits.
// The text after this declares `plan` and `PlanSizes`.
const TENSOR_WORDS = 12u;

// Words of a member's record.
const RUNNING = 0u;    // 1 while the lane trains
const LANE = 1u;
const THETA = 2u;      // row of the weights
const FIRST = 3u;      // 1 at the member's first update
const MULTIPLIER = 4u; // f32
const CORRECTION = 5u; // f32, two: 1 - beta^t of Celo-Adam
const SCALES = 8u;     // f32, one or one per tensor

struct Tensor {
  offset : u32,
  size : u32,
  entry : u32,
  rows : u32,
  columns : u32,
  first : u32,
  mid : u32,
  second : u32,
  inner : u32,
  factored : bool,
  rowLosesSecond : bool,
  rank : u32,
}

fn tensorAt(index : u32) -> Tensor {
  let at = index * TENSOR_WORDS;
  return Tensor(
    plan[at], plan[at + 1u], plan[at + 2u], plan[at + 3u], plan[at + 4u], plan[at + 5u], plan[at + 6u],
    plan[at + 7u], plan[at + 8u], (plan[at + 9u] & 1u) != 0u, (plan[at + 9u] & 2u) != 0u, plan[at + 10u],
  );
}
