// adam.wgsl: one Adam proposal; reference: optimizers/adam.ts. Epsilon outside the root.
struct Hyper {
  learningRate : f32,
  beta1 : f32,
  beta2 : f32,
  complement1 : f32, // 1 - beta1
  complement2 : f32, // 1 - beta2
  correction1 : f32, // 1 - beta1^t
  correction2 : f32, // 1 - beta2^t
  epsilon : f32,
}

@group(0) @binding(6) var<storage, read_write> mu : array<f32>;
@group(0) @binding(7) var<storage, read_write> nu : array<f32>;
@group(0) @binding(8) var<uniform> sizes : Sizes;

fn propose(h : Hyper, grad : f32, param : f32, at : u32) -> f32 {
  let m = h.beta1 * mu[at] + h.complement1 * grad;
  let v = h.beta2 * nu[at] + h.complement2 * grad * grad;
  mu[at] = m;
  nu[at] = v;
  return -h.learningRate * (m / h.correction1) / (sqrt(v / h.correction2) + h.epsilon);
}
