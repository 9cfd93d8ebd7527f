// tensorFeatures.wgsl: accumulators, features and MLP of one tensor of one member, one workgroup each; reference:
// optimizers/learned/features.ts, optimizers/learned/perParameter.ts. Follows math.wgsl and tables.wgsl.
// Constants: WORKGROUP (a power of two from 8 to 256), PER_TENSOR (1: scales and MLP weights differ between tensors).
//
// Sums run over fixed strides and fixed trees, so the result does not depend on the grid: it is the same for a lane
// alone and among others.
struct TableSizes {
  tensors : u32,
  stride : u32,
  size : u32,
  entries : u32,
  weightOffset : u32, // of a member's (or theta's) MLP weights
  weightStride : u32, // between thetas, or between tensors
  member : u32,       // whom a trace follows
}

@group(0) @binding(0) var<storage, read> tables : array<u32>;
@group(0) @binding(1) var<storage, read> params : array<f32>;
@group(0) @binding(2) var<storage, read> grads : array<f32>;
@group(0) @binding(3) var<storage, read> weights : array<f32>;
@group(0) @binding(4) var<storage, read_write> scratch : array<f32>; // [members, 2, entries, 3]: scales, means
@group(0) @binding(5) var<storage, read_write> moments : array<vec4f>;
@group(0) @binding(6) var<storage, read_write> factors : array<f32>;
@group(0) @binding(7) var<storage, read_write> output : array<f32>;
@group(0) @binding(8) var<uniform> sizes : TableSizes;

const COLUMNS = 30u;
const FOLD = min(64u, WORKGROUP); // partial sums per column that reach the last two stages
const STAGE = max(1u, WORKGROUP / 32u);
const BETA = vec3f(0.9, 0.99, 0.999);
const REST = vec3f(0.1, 0.01, 0.001);

var<workgroup> sums : array<f32, COLUMNS * FOLD>;
var<workgroup> lines : array<vec3f, WORKGROUP>;
var<workgroup> inverseNorm : array<f32, COLUMNS>;
var<workgroup> bank : array<f32, 160>;
var<workgroup> w0 : array<vec4f, COLUMNS>;
var<workgroup> paramSquares : f32;
var<workgroup> broken : atomic<u32>;

/// Limited to +-1000, as the published optimizers do; NaN stays NaN, which clamp need not promise.
fn limit(g : f32) -> f32 {
  let bits = bitcast<u32>(g) & 0x7fffffffu;
  return select(clamp(g, -1000.0, 1000.0), g, bits > 0x7f800000u);
}

fn rsqrtFloor(x : vec3f) -> vec3f {
  return inverseSqrt(max(x, vec3f(1e-9)));
}

fn factorAt(at : u32) -> vec3f {
  return vec3f(factors[at], factors[at + 1u], factors[at + 2u]);
}

fn storeFactor(at : u32, value : vec3f) {
  factors[at] = value.x;
  factors[at + 1u] = value.y;
  factors[at + 2u] = value.z;
}

fn scratchAt(at : u32) -> vec3f {
  return vec3f(scratch[at], scratch[at + 1u], scratch[at + 2u]);
}

fn storeScratch(at : u32, value : vec3f) {
  scratch[at] = value.x;
  scratch[at + 1u] = value.y;
  scratch[at + 2u] = value.z;
}

/// Elements of a line: `first`, `first + stride`, ..., `count` of them.
struct Line { first : u32, stride : u32, count : u32, }

/// The elements of a tensor that share one entry of `v_row` or `v_col`, by the axis that the entry has lost.
fn lineOf(t : Tensor, entry : u32, losesSecond : bool) -> Line {
  if (losesSecond) {
    return Line((entry / t.inner) * t.second * t.inner + entry % t.inner, t.inner, t.second);
  }
  let block = t.mid * t.second * t.inner;
  return Line((entry / block) * t.first * block + entry % block, block, t.first);
}

/// The entry that an element belongs to.
fn entryOf(t : Tensor, element : u32, losesSecond : bool) -> u32 {
  if (losesSecond) {
    return (element / (t.second * t.inner)) * t.inner + element % t.inner;
  }
  let block = t.mid * t.second * t.inner;
  return (element / (t.first * block)) * block + element % block;
}

/// The entries of `v_row` that are averaged together: those along its other factored axis.
fn rowGroup(t : Tensor, index : u32) -> Line {
  if (t.rowLosesSecond) {
    let block = t.mid * t.inner;
    return Line((index / block) * t.first * block + index % block, block, t.first);
  }
  return Line((index / t.inner) * t.second * t.inner + index % t.inner, t.inner, t.second);
}

fn rowGroupOf(t : Tensor, entry : u32) -> u32 {
  if (t.rowLosesSecond) {
    let block = t.mid * t.inner;
    return (entry / (t.first * block)) * block + entry % block;
  }
  return (entry / (t.second * t.inner)) * t.inner + entry % t.inner;
}

/// Threads that share a line when there are `count` lines: a power of two.
fn sharers(count : u32) -> u32 {
  return select(1u << firstLeadingBit(WORKGROUP / max(count, 1u)), 1u, count >= WORKGROUP);
}

/// The sum over a line's sharers, valid for the first of them. All threads call it together.
fn joinLine(thread : u32, share : u32, part : vec3f) -> vec3f {
  workgroupBarrier();
  lines[thread] = part;
  workgroupBarrier();
  var total = part;
  if (thread % share == 0u) {
    for (var i = 1u; i < share; i++) {
      total += lines[thread + i];
    }
  }
  return total;
}

/// Folds the gradient's squares into `v_row` or `v_col`.
fn foldSquares(thread : u32, t : Tensor, gradAt : u32, factorBase : u32, count : u32, losesSecond : bool) {
  let share = sharers(count);
  for (var base = 0u; base < count; base += WORKGROUP / share) {
    let entry = base + thread / share;
    var part = 0.0;
    if (entry < count) {
      let line = lineOf(t, entry, losesSecond);
      for (var k = thread % share; k < line.count; k += share) {
        let g = limit(grads[gradAt + line.first + k * line.stride]);
        part += g * g + 1e-30;
      }
    }
    let total = joinLine(thread, share, vec3f(part)).x;
    if (entry < count && thread % share == 0u) {
      let mean = total / f32(select(t.first, t.second, losesSecond));
      let at = factorBase + 3u * entry;
      storeFactor(at, BETA * factorAt(at) + REST * mean);
    }
  }
}

/// Leaves the scales of rows and columns in `scratch`, one per entry.
fn factorScales(thread : u32, t : Tensor, factorBase : u32, scaleBase : u32, meanBase : u32) {
  let along = select(t.second, t.first, t.rowLosesSecond);
  let groups = t.rows / along;
  let share = sharers(groups);
  for (var base = 0u; base < groups; base += WORKGROUP / share) {
    let index = base + thread / share;
    var part = vec3f(0.0);
    if (index < groups) {
      let line = rowGroup(t, index);
      for (var k = thread % share; k < line.count; k += share) {
        part += factorAt(factorBase + 3u * (line.first + k * line.stride));
      }
    }
    let total = joinLine(thread, share, part);
    if (index < groups && thread % share == 0u) {
      storeScratch(meanBase + 3u * index, total / f32(along));
    }
  }
  storageBarrier();
  workgroupBarrier();
  for (var entry = thread; entry < t.rows; entry += WORKGROUP) {
    let mean = scratchAt(meanBase + 3u * rowGroupOf(t, entry));
    storeScratch(scaleBase + 3u * entry, rsqrtFloor(factorAt(factorBase + 3u * entry) / (mean + 1e-9)));
  }
  for (var entry = t.rows + thread; entry < t.rows + t.columns; entry += WORKGROUP) {
    storeScratch(scaleBase + 3u * entry, rsqrtFloor(factorAt(factorBase + 3u * entry)));
  }
}

/// Folds the gradient into the accumulators.
fn accumulate(thread : u32, t : Tensor, gradAt : u32, momentAt : u32, factorBase : u32) {
  for (var i = thread; i < t.size; i += WORKGROUP) {
    let g = limit(grads[gradAt + i]);
    let next = vec4f(BETA, 0.999) * moments[momentAt + i] + vec4f(REST * g, 0.001 * g * g);
    moments[momentAt + i] = next;
    if (!t.factored) {
      let at = factorBase + 3u * i;
      storeFactor(at, BETA * factorAt(at) + REST * (g * g + 1e-30));
    }
  }
  if (t.factored) {
    foldSquares(thread, t, gradAt, factorBase, t.rows, t.rowLosesSecond);
    foldSquares(thread, t, gradAt, factorBase + 3u * t.rows, t.columns, !t.rowLosesSecond);
  }
}

/// The 30 features of a parameter: six single columns, then eight groups of three.
struct Features {
  raw : vec3f,   // g, clipped g, p
  roots : vec3f, // rms, its inverse root, g times that
  m : vec3f,
  mRoot : vec3f,
  facG : vec3f,
  row : vec3f,
  col : vec3f,
  rootRow : vec3f,
  rootCol : vec3f,
  facM : vec3f,
}

/// Where the accumulators of this workgroup's tensor begin.
struct Places { grad : u32, moment : u32, factor : u32, scale : u32, }

fn featuresOf(t : Tensor, at : Places, i : u32) -> Features {
  let g = limit(grads[at.grad + i]);
  let moment = moments[at.moment + i];
  let root = inverseSqrt(moment.w + 1e-6);
  var f : Features;
  f.raw = vec3f(g, clamp(g, -0.1, 0.1), params[at.grad + i]);
  f.roots = vec3f(moment.w, root, g * root);
  f.m = moment.xyz;
  f.mRoot = moment.xyz * root;
  if (t.factored) {
    let row = 3u * entryOf(t, i, t.rowLosesSecond);
    let column = 3u * (t.rows + entryOf(t, i, !t.rowLosesSecond));
    let scale = scratchAt(at.scale + row) * scratchAt(at.scale + column);
    f.row = factorAt(at.factor + row);
    f.col = factorAt(at.factor + column);
    f.facG = g * scale;
    f.facM = moment.xyz * scale;
  } else {
    f.row = factorAt(at.factor + 3u * i);
    f.col = f.row;
    f.facG = g * rsqrtFloor(f.row + 1e-9);
    // No epsilon here in the source; the squares hold 1e-30.
    f.facM = moment.xyz / sqrt(f.row);
  }
  f.rootRow = inverseSqrt(f.row + 1e-8);
  f.rootCol = inverseSqrt(f.col + 1e-8);
  return f;
}

fn putSums(slot : u32, column : u32, value : vec3f, fresh : bool) {
  for (var i = 0u; i < 3u; i++) {
    let at = (column + i) * FOLD + slot;
    sums[at] = value[i] + select(sums[at], 0.0, fresh);
  }
}

/// Columns in the order of their weights; the six single ones are scattered among the groups of three.
fn addSums(slot : u32, f : Features, fresh : bool) {
  for (var i = 0u; i < 3u; i++) {
    let at = i * FOLD + slot;
    sums[at] = f.raw[i] + select(sums[at], 0.0, fresh);
  }
  putSums(slot, 3u, f.m, fresh);
  let rms = 6u * FOLD + slot;
  sums[rms] = f.roots.x + select(sums[rms], 0.0, fresh);
  putSums(slot, 7u, f.mRoot, fresh);
  let root = 10u * FOLD + slot;
  sums[root] = f.roots.y + select(sums[root], 0.0, fresh);
  putSums(slot, 11u, f.facG, fresh);
  let gRoot = 14u * FOLD + slot;
  sums[gRoot] = f.roots.z + select(sums[gRoot], 0.0, fresh);
  putSums(slot, 15u, f.row, fresh);
  putSums(slot, 18u, f.col, fresh);
  putSums(slot, 21u, f.rootRow, fresh);
  putSums(slot, 24u, f.rootCol, fresh);
  putSums(slot, 27u, f.facM, fresh);
}

/// One over the root mean square of every column over the tensor, 1e-5 inside the root.
fn normaliseColumns(thread : u32, t : Tensor, at : Places) {
  var s : Features;
  for (var i = thread; i < t.size; i += WORKGROUP) {
    let f = featuresOf(t, at, i);
    s.raw += f.raw * f.raw;
    s.roots += f.roots * f.roots;
    s.m += f.m * f.m;
    s.mRoot += f.mRoot * f.mRoot;
    s.facG += f.facG * f.facG;
    s.row += f.row * f.row;
    s.col += f.col * f.col;
    s.rootRow += f.rootRow * f.rootRow;
    s.rootCol += f.rootCol * f.rootCol;
    s.facM += f.facM * f.facM;
  }
  for (var turn = 0u; turn < WORKGROUP / FOLD; turn++) {
    if (thread / FOLD == turn) {
      addSums(thread % FOLD, s, turn == 0u);
    }
    workgroupBarrier();
  }
  // STAGE threads per column add up a run of FOLD / STAGE partial sums each, then one adds those.
  for (var column = thread / STAGE; column < COLUMNS; column += WORKGROUP / STAGE) {
    let begin = column * FOLD + (thread % STAGE) * (FOLD / STAGE);
    var total = 0.0;
    for (var i = 0u; i < FOLD / STAGE; i++) {
      total += sums[begin + i];
    }
    sums[begin] = total;
  }
  workgroupBarrier();
  for (var column = thread; column < COLUMNS; column += WORKGROUP) {
    var total = 0.0;
    for (var i = 0u; i < STAGE; i++) {
      total += sums[column * FOLD + i * (FOLD / STAGE)];
    }
    let mean = total / f32(t.size);
    if (!isFiniteBits(total)) {
      atomicOr(&broken, 1u);
    }
    if (column == 2u) {
      paramSquares = mean;
    }
    inverseNorm[column] = inverseSqrt(mean + 1e-5);
  }
}

/// Brings in the MLP weights, the normalisation folded into the first layer.
fn loadBank(thread : u32, begin : u32) {
  for (var i = thread; i < 159u; i += WORKGROUP) {
    bank[i] = weights[begin + i];
  }
  workgroupBarrier();
  for (var column = thread; column < COLUMNS; column += WORKGROUP) {
    let w = vec4f(bank[4u * column], bank[4u * column + 1u], bank[4u * column + 2u], bank[4u * column + 3u]);
    w0[column] = w * inverseNorm[column];
  }
  workgroupBarrier();
}

fn bank4(at : u32) -> vec4f {
  return vec4f(bank[at], bank[at + 1u], bank[at + 2u], bank[at + 3u]);
}

fn three(column : u32, f : vec3f) -> vec4f {
  return f.x * w0[column] + f.y * w0[column + 1u] + f.z * w0[column + 2u];
}

/// The second hidden layer.
fn hiddenUnits(f : Features) -> vec4f {
  var a = bank4(120u) + three(0u, f.raw) + three(3u, f.m) + f.roots.x * w0[6] + three(7u, f.mRoot) + f.roots.y * w0[10]
    + three(11u, f.facG) + f.roots.z * w0[14] + three(15u, f.row) + three(18u, f.col) + three(21u, f.rootRow)
    + three(24u, f.rootCol) + three(27u, f.facM);
  a = max(a, vec4f(0.0));
  a = bank4(140u) + a.x * bank4(124u) + a.y * bank4(128u) + a.z * bank4(132u) + a.w * bank4(136u);
  return max(a, vec4f(0.0));
}

/// Direction and magnitude.
fn mlp(f : Features) -> vec2f {
  let a = hiddenUnits(f);
  return vec2f(bank[156], bank[157]) + a.x * vec2f(bank[144], bank[145]) + a.y * vec2f(bank[147], bank[148])
    + a.z * vec2f(bank[150], bank[151]) + a.w * vec2f(bank[153], bank[154]);
}

/// Where this workgroup's tensor lies.
fn placesOf(t : Tensor, member : u32, lane : u32) -> Places {
  return Places(
    lane * sizes.size + t.offset,
    member * sizes.size + t.offset,
    (member * sizes.entries + t.entry) * 3u,
    (member * 2u * sizes.entries + t.entry) * 3u,
  );
}

/// First of the MLP weights of this workgroup's tensor.
fn bankAt(record : u32, member : u32, tensor : u32) -> u32 {
  let row = select(tables[record + THETA], member * sizes.tensors + tensor, PER_TENSOR == 1u);
  return sizes.weightOffset + row * sizes.weightStride;
}
