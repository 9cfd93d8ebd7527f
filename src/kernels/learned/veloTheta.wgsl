// veloTheta.wgsl: places in VeLO's theta, see checkpoints/theta.ts, and in the work buffer. Constants: HIDDEN (H), BANKS (P).
const INPUTS = 30u;
const CLOCK_INPUTS = 18u;
const TENSOR_INPUTS = 12u;
const HEADER = 44u;
const INIT_HIDDEN = 0u;
const INIT_CELL = HIDDEN;
const MAX_W = 2u * HIDDEN;
const MAX_B = MAX_W + INPUTS * HIDDEN;
const INPUT_W = MAX_B + HIDDEN;
const INPUT_B = INPUT_W + INPUTS * HIDDEN;
const LSTM_W = INPUT_B + HIDDEN;
const LSTM_B = LSTM_W + 8u * HIDDEN * HIDDEN;
const SCALE_W = LSTM_B + 4u * HIDDEN;
const SCALE_B = SCALE_W + HIDDEN;
const CONTROLS_W = SCALE_B + 1u;
const CONTROLS_B = CONTROLS_W + HIDDEN * BANKS;
const BANKS_AT = CONTROLS_B + BANKS;
const BANK_SIZE = 159u;

struct TableSizes { tensors : u32, stride : u32, thetaSize : u32, }
