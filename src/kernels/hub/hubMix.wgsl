// hubMix.wgsl: HUB's blend of two proposals and what it measures of it, one workgroup per layer and member; reference:
// optimizers/hub/shares.ts, optimizers/hub/whoDrives.ts. Follows math.wgsl. Constant: WORKGROUP (a power of two from 8 to 256).
//
// `update` holds the hand-designed proposal and receives the blend. `learned` holds the learned proposal and receives
// σ (after clipping, before inversion). Sums run over fixed strides and trees. In the step of slot `kept`, what every
// blend is made of goes behind the probes.
struct Sizes {
  size : u32,
  rows : u32,
  width : u32,
  members : u32,
  segments : u32,
  kept : u32,    // a slot, or one that no step has
  termsAt : u32, // first float of the terms
}
struct Step { slot : u32, index : u32, last : u32, } // last: of its chunk, whose measurements are read back

@group(0) @binding(0) var<storage, read> table : array<vec4u>;
@group(0) @binding(1) var<storage, read> status : array<u32>;
@group(0) @binding(2) var<storage, read> hypers : array<f32>;
// Number of modules; offset and size of every segment; first place in the list of every module, and one past the last;
// the list of segments by module.
@group(0) @binding(3) var<storage, read> layers : array<u32>;
@group(0) @binding(4) var<storage, read> grads : array<f32>;
@group(0) @binding(5) var<storage, read_write> learned : array<f32>;
@group(0) @binding(6) var<storage, read_write> update : array<f32>;
@group(0) @binding(7) var<storage, read_write> probes : array<f32>; // [slots, members, segments, PROBES], [members, TERMS, size]
@group(0) @binding(8) var<uniform> sizes : Sizes;
@group(1) @binding(0) var<uniform> step : Step;

const BINS = 16u;
const PROBES = 12u + BINS;
const MASK_BITS = 24u;
const TERMS = 6u;
// Lower edges of the bins, half decades; nothing reaches the last.
const EDGES0 = vec4f(3.1622776e-8, 1e-7, 3.1622776e-7, 1e-6);
const EDGES1 = vec4f(3.1622776e-6, 1e-5, 3.1622776e-5, 1e-4);
const EDGES2 = vec4f(3.1622776e-4, 1e-3, 3.1622776e-3, 1e-2);
const EDGES3 = vec4f(3.1622776e-2, 0.1, 0.31622776, 2.0);

/// Threads that join the others' partial results before one joins theirs.
const STAGE = 8u;

var<workgroup> softmaxes : array<Softmax, WORKGROUP>;
var<workgroup> tallies : array<Tally, WORKGROUP>;
var<workgroup> bins : array<atomic<u32>, BINS>;
var<workgroup> broken : atomic<u32>;

/// Numbers of this step, in the order of the hyper table.
struct Hyper {
  manual : bool,
  temperature : f32,
  share : f32,
  upper : f32,
  lower : f32,
  modules : bool,
  skip : bool,
}

fn hyperAt(at : u32) -> Hyper {
  return Hyper(
    hypers[at] != 0.0, hypers[at + 1u], hypers[at + 2u], hypers[at + 3u], hypers[at + 4u], hypers[at + 5u] != 0.0,
    hypers[at + 6u] != 0.0,
  );
}

/// Whether a segment is inverted: bits of whole numbers behind the other hypers.
fn isInverted(at : u32, segment : u32) -> bool {
  let mask = u32(hypers[at + 7u + segment / MASK_BITS]);
  return ((mask >> (segment % MASK_BITS)) & 1u) != 0u;
}

/// The segments of a layer: `count` of them from `first` on, in the list if layers are modules.
struct Layer { first : u32, count : u32, listed : bool, }

fn layerAt(index : u32, modules : bool) -> Layer {
  if (!modules) {
    return Layer(index, 1u, false);
  }
  let starts = 1u + 2u * sizes.segments + index;
  let list = 2u + 2u * sizes.segments + layers[0];
  return Layer(list + layers[starts], layers[starts + 1u] - layers[starts], true);
}

fn segmentAt(layer : Layer, place : u32) -> u32 {
  if (layer.listed) {
    return layers[layer.first + place];
  }
  return layer.first;
}

/// Offset and size of a segment.
fn spanOf(segment : u32) -> vec2u {
  return vec2u(layers[1u + 2u * segment], layers[2u + 2u * segment]);
}

/// A softmax's sum relative to its largest exponent, so that two can be joined.
struct Softmax { most : f32, sum : f32, }

fn joinSoftmax(a : Softmax, b : Softmax, temperature : f32) -> Softmax {
  let most = max(a.most, b.most);
  return Softmax(most, a.sum * exp((a.most - most) / temperature) + b.sum * exp((b.most - most) / temperature));
}

/// Largest |g| of the layer and the sum under its softmax; marks a gradient that is not finite. Every thread returns both:
/// partial results are joined in two stages and a fixed order.
fn softmaxOf(thread : u32, lane : u32, layer : Layer, temperature : f32) -> Softmax {
  var own = Softmax(0.0, 0.0);
  for (var place = 0u; place < layer.count; place++) {
    let span = spanOf(segmentAt(layer, place));
    for (var i = thread; i < span.y; i += WORKGROUP) {
      let g = grads[lane * sizes.size + span.x + i];
      if (!isFiniteBits(g)) {
        atomicOr(&broken, 1u);
      }
      // As joinSoftmax with (|g|, 1), with one exponential.
      let below = exp(-abs(abs(g) - own.most) / temperature);
      let risen = abs(g) > own.most;
      own = Softmax(max(own.most, abs(g)), select(own.sum + below, own.sum * below + 1.0, risen));
    }
  }
  softmaxes[thread] = own;
  workgroupBarrier();
  if (thread < STAGE) {
    for (var i = thread + STAGE; i < WORKGROUP; i += STAGE) {
      own = joinSoftmax(own, softmaxes[i], temperature);
    }
    softmaxes[thread] = own;
  }
  workgroupBarrier();
  own = softmaxes[0];
  for (var i = 1u; i < STAGE; i++) {
    own = joinSoftmax(own, softmaxes[i], temperature);
  }
  return own;
}

struct Mixed { blend : f32, handPart : f32, leftOut : bool, share : f32, }

/// At a share of exactly 1 or 0 one proposal bit for bit, whatever the other is.
fn mix(sigma : f32, inverted : bool, hand : f32, other : f32, skip : bool) -> Mixed {
  var handShare = select(sigma, 1.0 - sigma, inverted);
  let learnedShare = select(1.0 - sigma, sigma, inverted);
  let handFinite = isFiniteBits(hand);
  let leftOut = skip && handFinite != isFiniteBits(other);
  if (leftOut) {
    handShare = select(0.0, 1.0, handFinite);
  }
  if (handShare == 1.0) {
    return Mixed(hand, hand, leftOut, handShare);
  }
  if (handShare == 0.0) {
    return Mixed(other, 0.0, leftOut, handShare);
  }
  let handPart = handShare * hand;
  return Mixed(handPart + learnedShare * other, handPart, leftOut, handShare);
}

/// Sums over a thread's elements.
struct Tally {
  shares : vec4f, // sigma, sigma^2, hand^2, learned^2
  products : vec4f, // hand * learned, blend^2, hand part * blend, left out
  largest : f32,
  count : f32,
}

fn joinTallies(a : Tally, b : Tally) -> Tally {
  return Tally(a.shares + b.shares, a.products + b.products, max(a.largest, b.largest), a.count + b.count);
}

fn finiteOrZero(x : f32) -> f32 {
  return select(0.0, x, isFiniteBits(x));
}

fn binOf(sigma : f32) -> u32 {
  let x = vec4f(sigma);
  let reached = vec4u(x >= EDGES0) + vec4u(x >= EDGES1) + vec4u(x >= EDGES2) + vec4u(x >= EDGES3);
  return min(reached.x + reached.y + reached.z + reached.w, BINS - 1u);
}

fn count(tally : Tally, sigma : f32, hand : f32, other : f32, mixed : Mixed) -> Tally {
  let h = finiteOrZero(hand);
  let l = finiteOrZero(other);
  let b = finiteOrZero(mixed.blend);
  atomicAdd(&bins[binOf(sigma)], 1u);
  return Tally(
    tally.shares + vec4f(sigma, sigma * sigma, h * h, l * l),
    tally.products + vec4f(h * l, b * b, finiteOrZero(mixed.handPart) * b, f32(mixed.leftOut)),
    max(tally.largest, sigma),
    tally.count + 1.0,
  );
}

fn ratio(a : f32, b : f32) -> f32 {
  return select(0.0, a / b, b > 0.0);
}

fn writeProbes(at : u32, mostGradient : f32, inverted : bool, tally : Tally) {
  let shares = tally.shares;
  let products = tally.products;
  let size = tally.count;
  let normHand = sqrt(shares.z);
  let normLearned = sqrt(shares.w);
  probes[at] = size;
  probes[at + 1u] = shares.x / size;
  probes[at + 2u] = tally.largest;
  probes[at + 3u] = ratio(1.0, shares.y);
  probes[at + 4u] = normHand;
  probes[at + 5u] = normLearned;
  probes[at + 6u] = sqrt(products.y);
  probes[at + 7u] = ratio(ratio(products.x, normHand), normLearned);
  probes[at + 8u] = ratio(products.z, products.y);
  probes[at + 9u] = f32(inverted);
  probes[at + 10u] = products.w;
  probes[at + 11u] = mostGradient;
  for (var bin = 0u; bin < BINS; bin++) {
    probes[at + 12u + bin] = f32(atomicLoad(&bins[bin]));
  }
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group : vec3u, @builtin(local_invocation_index) thread : u32) {
  let member = group.y;
  let entry = table[member];
  let hyperBase = (step.slot * sizes.rows + entry.y) * sizes.width;
  let hyper = hyperAt(hyperBase);
  if (status[entry.x] != 1u || (hyper.modules && group.x >= layers[0])) {
    return;
  }
  let lane = entry.x;
  let layer = layerAt(group.x, hyper.modules);
  let softmax = softmaxOf(thread, lane, layer, hyper.temperature);
  let lost = atomicLoad(&broken) != 0u && !hyper.manual;
  var tally : Tally;
  for (var place = 0u; place < layer.count; place++) {
    let segment = segmentAt(layer, place);
    let span = spanOf(segment);
    let inverted = isInverted(hyperBase, segment);
    for (var i = thread; i < span.y; i += WORKGROUP) {
      let at = lane * sizes.size + span.x + i;
      let raised = exp((abs(grads[at]) - softmax.most) / hyper.temperature) / softmax.sum;
      let raw = select(raised, hyper.share, hyper.manual);
      let sigma = clamp(raw, hyper.lower, hyper.upper);
      let hand = update[at];
      let other = learned[at];
      let mixed = mix(sigma, inverted, hand, other, hyper.skip);
      if (step.last == 1u) {
        tally = count(tally, sigma, hand, other, mixed);
      }
      if (step.slot == sizes.kept) {
        let kept = sizes.termsAt + member * TERMS * sizes.size + span.x + i;
        // In the order of optimizers/hub/terms.ts.
        probes[kept] = grads[at];
        probes[kept + sizes.size] = raw;
        probes[kept + 2u * sizes.size] = sigma;
        probes[kept + 3u * sizes.size] = mixed.share;
        probes[kept + 4u * sizes.size] = hand;
        probes[kept + 5u * sizes.size] = other;
      }
      // A gradient that is not finite leaves the softmax without a value; status is 1 here, so the bits are NaN's.
      let missing = bitcast<f32>(0x7fc00000u | (status[lane] - 1u));
      update[at] = select(mixed.blend, missing, lost);
      learned[at] = select(sigma, missing, lost);
    }
  }
  if (step.last != 1u) {
    return;
  }
  tallies[thread] = tally;
  workgroupBarrier();
  if (thread < STAGE) {
    for (var i = thread + STAGE; i < WORKGROUP; i += STAGE) {
      tally = joinTallies(tally, tallies[i]);
    }
    tallies[thread] = tally;
  }
  workgroupBarrier();
  if (thread == 0u) {
    for (var i = 1u; i < STAGE; i++) {
      tally = joinTallies(tally, tallies[i]);
    }
    let at = ((step.slot * sizes.members + member) * sizes.segments + group.x) * PROBES;
    writeProbes(at, softmax.most, isInverted(hyperBase, segmentAt(layer, 0u)), tally);
  }
}
