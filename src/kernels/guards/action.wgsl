// action.wgsl: what the deciding kernel of a guard asks of the kernels after it, one word per member; 0 is nothing. The
// event goes to the history. No bindings: put this text before a kernel's.
const KEEP = 1u;            // the present parameters and optimizer state become the kept ones
const RESTORE = 2u;         // the kept parameters become the present ones
const HOLD = 4u;            // the update of this step is 0
const FRESH = 8u;           // the optimizer state starts anew
const WHOLE = 16u;          // the kept optimizer state becomes the present one
const PLAN_ENDED = 32u;     // the restart comes at the planned end
const LEARNED_WINS = 64u;   // LGL2O: the learned side's parameters go to the other
const DESIGNED_WINS = 128u;
const CLEAR_LEARNED = 256u; // LGL2O: the state of a side that is not finite starts anew
const CLEAR_DESIGNED = 512u;
const EVENT = 65536u;       // a GuardEvent is multiplied by this

// GuardEvent, see optimizers/types.ts.
const REINIT = 1u;
const EXTEND = 2u;
const TO_DESIGNED = 3u;
const TO_LEARNED = 4u;
const STOP = 5u;
