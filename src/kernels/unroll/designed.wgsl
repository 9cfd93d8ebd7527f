// designed.wgsl: Adam, AdamW and Adamax for unroll.wgsl, to compare with. Reference: optimizers/adam.ts, adamax.ts, adamw.ts.
//
// A row of theta: rule (0 Adam and AdamW, 1 Adamax), learning rate, beta1, beta2, epsilon, weight decay, and 1 where the rate
// falls in a straight line to 0 over the planned length (0: constant). Epsilon is added
// outside the root (Adam) or inside the maximum (Adamax); the decay is decoupled and multiplied by the learning rate.
// A lane's state: both moments [SIZE, 2], then the bias corrections 1 - beta^t, which follow the moments' own recursion
// (their value for a gradient of 1): a power in float32 would be off by 1e-4 at t = 1.

var<private> correction : vec2f;

fn startOptimizer(lane : Lane, id : u32, t : u32) {
  if (lane.first > 0u) {
    correction = vec2f(state[stateBase + 2u * SIZE], state[stateBase + 2u * SIZE + 1u]);
    return;
  }
  correction = vec2f(0.0);
  for (var i = t; i < SIZE; i += THREADS) {
    state[stateBase + 2u * i] = 0.0;
    state[stateBase + 2u * i + 1u] = 0.0;
  }
}

fn endOptimizer(t : u32) {
  if (t == 0u) {
    state[stateBase + 2u * SIZE] = correction.x;
    state[stateBase + 2u * SIZE + 1u] = correction.y;
  }
}

fn optimizerStep(lane : Lane, step : u32, t : u32) {
  let row = lane.row * 7u;
  let adamax = theta[row] == 1.0;
  let rate = theta[row + 1u] * (1.0 - theta[row + 6u] * f32(step) / f32(lane.horizon));
  let beta = vec2f(theta[row + 2u], theta[row + 3u]);
  let epsilon = theta[row + 4u];
  let decay = theta[row + 5u];
  correction = correction * beta + (1.0 - beta);
  for (var i = t; i < SIZE; i += THREADS) {
    let g = gradOf(i);
    let at = stateBase + 2u * i;
    let mu = beta.x * state[at] + (1.0 - beta.x) * g;
    var nu = beta.y * state[at + 1u];
    nu = select(nu + (1.0 - beta.y) * g * g, max(nu, abs(g) + epsilon), adamax);
    state[at] = mu;
    state[at + 1u] = nu;
    let below = select(sqrt(nu / correction.y) + epsilon, nu, adamax);
    let p = params[paramBase + i];
    let q = p - rate * (mu / correction.x / below + decay * p);
    params[paramBase + i] = q;
    weights[i] = q * scaleOf(i);
  }
  workgroupBarrier();
}
