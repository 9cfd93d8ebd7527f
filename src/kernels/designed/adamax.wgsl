// adamax.wgsl: one Adamax proposal; reference: optimizers/adamax.ts. Epsilon inside the maximum.
struct Hyper {
  learningRate : f32,
  beta1 : f32,
  beta2 : f32,
  complement1 : f32, // 1 - beta1
  correction1 : f32, // 1 - beta1^t
  epsilon : f32,
}

@group(0) @binding(6) var<storage, read_write> mu : array<f32>;
@group(0) @binding(7) var<storage, read_write> nu : array<f32>;
@group(0) @binding(8) var<uniform> sizes : Sizes;

fn propose(h : Hyper, grad : f32, param : f32, at : u32) -> f32 {
  let m = h.beta1 * mu[at] + h.complement1 * grad;
  let n = max(h.beta2 * nu[at], abs(grad) + h.epsilon);
  mu[at] = m;
  nu[at] = n;
  return -h.learningRate * (m / h.correction1) / n;
}
