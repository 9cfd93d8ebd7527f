// clock.wgsl: time and loss as the schedulers see them; reference: optimizers/learned/lossBuffer.ts, optimizers/learned/schedulerState.ts.
// Follows math.wgsl; the text after this declares `scheduler`, read_write.
const ITERATION = 0u;
const EXTRA_STEPS = 1u;
const LOSS_MEAN = 4u;
const LOSS_MIN = 14u;
const LOSS_WEIGHT = 24u;
const LOSS_RATE = 34u;
const HEADER = 44u;
const AVERAGES = 10u;
const CLOCK_INPUTS = 18u;
const TIME_MARKS = array<f32, 9>(0.03, 0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0, 1.1);

/// The LSTM's inputs of time (nine) and loss (nine).
var<workgroup> clockInputs : array<f32, 18>;

/// 1 - exp(-x) for x > 0; the series where the difference would cancel.
fn oneMinusExp(x : f32) -> f32 {
  let series = x * (1.0 - x * (0.5 - x * (0.16666667 - x * (0.041666668 - x * 0.0083333338))));
  return select(1.0 - exp(-x), series, x < 0.15);
}

/// Starts the loss buffer of the row at `at`: time constants from 10 steps to the planned length.
fn startClock(at : u32, numSteps : f32) {
  let span = log(numSteps) - 2.3025851;
  for (var j = 0u; j < AVERAGES; j++) {
    let steps = exp(2.3025851 + span * f32(j) / 9.0);
    scheduler[at + LOSS_MEAN + j] = 0.0;
    scheduler[at + LOSS_MIN + j] = 999999999999.0;
    scheduler[at + LOSS_WEIGHT + j] = 0.0;
    scheduler[at + LOSS_RATE + j] = oneMinusExp(1.0 / steps);
  }
}

/// Folds a loss into the row at `at`, counts the iteration on and fills `clockInputs`. For one thread.
fn tick(at : u32, loss : f32, horizon : f32) {
  let iteration = scheduler[at + ITERATION];
  let numSteps = horizon + scheduler[at + EXTRA_STEPS];
  if (iteration == 0.0) {
    startClock(at, numSteps);
  }
  var ceiling = -3.4e38;
  for (var j = 0u; j < AVERAGES; j++) {
    let rate = scheduler[at + LOSS_RATE + j];
    let old = scheduler[at + LOSS_WEIGHT + j];
    let weight = old + rate * (1.0 - old);
    scheduler[at + LOSS_WEIGHT + j] = weight;
    ceiling = max(ceiling, scheduler[at + LOSS_MEAN + j] / weight);
  }
  let capped = min(2.0 * abs(select(ceiling, loss, iteration == 0.0)), loss);
  var corrected : array<f32, 10>;
  var lowest : array<f32, 10>;
  for (var j = 0u; j < AVERAGES; j++) {
    let old = scheduler[at + LOSS_MEAN + j];
    let mean = old + scheduler[at + LOSS_RATE + j] * (capped - old);
    corrected[j] = mean / scheduler[at + LOSS_WEIGHT + j];
    lowest[j] = min(scheduler[at + LOSS_MIN + j], corrected[j]);
    scheduler[at + LOSS_MEAN + j] = mean;
    scheduler[at + LOSS_MIN + j] = lowest[j];
  }
  for (var j = 0u; j < 9u; j++) {
    clockInputs[j] = tanhStable(10.0 * (iteration / numSteps - TIME_MARKS[j]));
    let span = max(1e-8, corrected[j + 1u] - lowest[j]);
    let height = clamp((corrected[j] - lowest[j]) / span - 1.0, -1.0, 1.0);
    clockInputs[9u + j] = select(height, 0.0, iteration + 1.0 <= 2.0);
  }
  scheduler[at + ITERATION] = iteration + 1.0;
}
