// constantScale.wgsl: no scheduler, S = 1, as in Celo's first phase of meta-training; see learned.wgsl.
const stepScale = 1.0;
fn startScheduler(lane : Lane, t : u32) {}
fn endScheduler(t : u32) {}
fn schedulerInputs(lane : Lane, step : u32, t : u32) {}
fn schedulerHidden(lane : Lane, t : u32) {}
fn schedulerGates(lane : Lane, t : u32) {}
fn schedulerScale(lane : Lane, t : u32) {}
