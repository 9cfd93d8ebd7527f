// constantScale.wgsl: no scheduler, S = 1, as in Celo's first phase of meta-training; see learned.wgsl.
const stepScale = 1.0;
fn startScheduler(lane : Lane, t : u32) {}
fn endScheduler(t : u32) {}
fn scheduleInputs(lane : Lane, step : u32, t : u32) {}
fn scheduleHidden(lane : Lane, t : u32) {}
fn scheduleGates(lane : Lane, t : u32) {}
fn scheduleScale(lane : Lane, t : u32) {}
