// tables.wgsl: how the kernels of a learned optimizer read its tables, `u32` words: twelve per tensor, then one record per
// member that the scheduler writes at every step and the others read. Floats are stored by their bits.
// The text after this declares `tables` and `TableSizes`.
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
    tables[at], tables[at + 1u], tables[at + 2u], tables[at + 3u], tables[at + 4u], tables[at + 5u], tables[at + 6u],
    tables[at + 7u], tables[at + 8u], (tables[at + 9u] & 1u) != 0u, (tables[at + 9u] & 2u) != 0u, tables[at + 10u],
  );
}
