// sgd.wgsl: one proposal of gradient descent with momentum; reference: optimizers/sgd.ts.
struct Hyper {
  learningRate : f32,
  momentum : f32,
  traceWeight : f32, // weights of trace and gradient in the step: 1 and 0, or momentum and 1 (Nesterov)
  gradWeight : f32,
}

@group(0) @binding(6) var<storage, read_write> trace : array<f32>;
@group(0) @binding(7) var<uniform> sizes : Sizes;

fn propose(h : Hyper, grad : f32, param : f32, at : u32) -> f32 {
  let b = h.momentum * trace[at] + grad;
  trace[at] = b;
  return -h.learningRate * (h.traceWeight * b + h.gradWeight * grad);
}
