/**
 * Neural circuit policy (NCP) wirings: inputs → inter neurons → command neurons ↔ command neurons → motor
 * neurons, as drawn by `AutoNCP` of the ncps library, seed for seed.
 *
 * Source: Lechner et al. 2020, "Neural circuit policies enabling auditable autonomy", Nature Machine
 * Intelligence 2; `mlech26l/ncps` 1.0.1, `ncps/wirings/wirings.py` (`NCP`, `AutoNCP`).
 */
import { ConfigError } from '../../core/errors';

export type CellRole = 'motor' | 'command' | 'inter';

/** Layer sizes and numbers of synapses that AutoNCP derives from its three dials. */
export interface NcpSizes {
  readonly inter: number;
  readonly command: number;
  readonly motor: number;
  /** Synapses per input. */
  readonly sensoryFanout: number;
  /** Synapses per inter neuron. */
  readonly interFanout: number;
  /** Draws of a synapse among command neurons. */
  readonly recurrent: number;
  /** Synapses into each motor neuron. */
  readonly motorFanin: number;
}

export interface NcpWiring extends NcpSizes {
  /** `[units][units]`, [source][destination]: polarity -1 or +1, or 0. */
  readonly adjacency: number[][];
  /** `[inputs][units]`, likewise. */
  readonly sensoryAdjacency: number[][];
  /** Motor neurons first, then command, then inter neurons. */
  readonly roles: readonly CellRole[];
  /** Raw 32-bit draws used. */
  readonly draws: number;
}

/** MT19937 with the classic integer seeding, and NumPy's bounded draws by masked rejection. */
export class MersenneTwister {
  readonly #state = new Uint32Array(624);
  #index = 624;
  #draws = 0;

  constructor(seed: number) {
    this.#state[0] = seed;
    for (let i = 1; i < 624; i++) {
      const previous = this.#state[i - 1];
      this.#state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
    }
  }

  /** Number of 32-bit draws so far. */
  get draws(): number {
    return this.#draws;
  }

  next(): number {
    if (this.#index === 624) this.#twist();
    this.#draws++;
    let y = this.#state[this.#index++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** Uniform in 0 to `most`, both included; 0 takes no draw. */
  below(most: number): number {
    if (most === 0) return 0;
    const mask = 2 ** (32 - Math.clz32(most)) - 1;
    for (;;) {
      const draw = (this.next() & mask) >>> 0;
      if (draw <= most) return draw;
    }
  }

  choice<T>(items: readonly T[]): T {
    return items[this.below(items.length - 1)];
  }

  /** `count` items without replacement: the head of a Fisher-Yates shuffle from the top. */
  sample<T>(items: readonly T[], count: number): T[] {
    const order = items.map((_, index) => index);
    for (let i = order.length - 1; i > 0; i--) {
      const j = this.below(i);
      [order[i], order[j]] = [order[j], order[i]];
    }
    return order.slice(0, count).map((index) => items[index]);
  }

  #twist(): void {
    const s = this.#state;
    for (let i = 0; i < 624; i++) {
      const y = (s[i] & 0x80000000) | (s[(i + 1) % 624] & 0x7fffffff);
      s[i] = s[(i + 397) % 624] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#index = 0;
  }
}

/**
 * AutoNCP's sizes. `sparsity` is its dial in [0.1, 1], not the fraction of empty entries that comes out.
 * Throws `ConfigError` when there are not at least three cells more than outputs.
 */
export function ncpSizes(units: number, outputs: number, sparsity: number): NcpSizes {
  if (!Number.isInteger(units) || !Number.isInteger(outputs) || outputs < 1 || outputs >= units - 2) {
    throw new ConfigError(
      'cells',
      `an NCP wiring needs at least 3 cells more than outputs, got ${units} cells and ${outputs} outputs`,
    );
  }
  if (!(sparsity >= 0.1 && sparsity <= 1)) {
    throw new ConfigError('sparsity', `the sparsity of an NCP wiring must lie in [0.1, 1], got ${sparsity}`);
  }
  const density = 1 - sparsity;
  const atLeastOne = (value: number) => Math.max(Math.trunc(value), 1);
  const command = atLeastOne(0.4 * (units - outputs));
  const inter = units - outputs - command;
  return {
    inter,
    command,
    motor: outputs,
    sensoryFanout: atLeastOne(inter * density),
    interFanout: atLeastOne(command * density),
    recurrent: atLeastOne(command * density * 2),
    motorFanin: atLeastOne(command * density),
  };
}

/** The wiring `AutoNCP(units, outputs, sparsity, seed)` builds for a model with `inputs` inputs. */
export function autoNcp(
  units: number,
  outputs: number,
  inputs: number,
  sparsity: number,
  seed: number,
): NcpWiring {
  const sizes = ncpSizes(units, outputs, sparsity);
  if (!Number.isInteger(inputs) || inputs < 1) {
    throw new ConfigError('inputs', `an NCP wiring needs at least one input, got ${inputs}`);
  }
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new ConfigError('wiringSeed', `the wiring seed must be a whole number below 2^32, got ${seed}`);
  }
  const rng = new MersenneTwister(seed);
  const adjacency = zeros(units, units);
  const sensoryAdjacency = zeros(inputs, units);
  const motor = range(0, sizes.motor);
  const command = range(sizes.motor, sizes.command);
  const inter = range(sizes.motor + sizes.command, sizes.inter);
  const sensors = range(0, inputs);
  const connect = (matrix: number[][], from: number, to: number) => {
    matrix[from][to] = rng.choice([-1, 1]);
  };

  fanOut(rng, sensors, inter, sizes.sensoryFanout, (k, b) => connect(sensoryAdjacency, k, b));
  fanOut(rng, inter, command, sizes.interFanout, (a, b) => connect(adjacency, a, b), command.length);
  for (let n = 0; n < sizes.recurrent; n++) {
    const from = rng.choice(command);
    connect(adjacency, from, rng.choice(command));
  }
  // Seen from the motor neurons: each picks its sources, and sources left over are connected too.
  fanOut(rng, motor, command, sizes.motorFanin, (b, a) => connect(adjacency, a, b));

  const roles = [
    ...motor.map(() => 'motor' as const),
    ...command.map(() => 'command' as const),
    ...inter.map(() => 'inter' as const),
  ];
  return { ...sizes, adjacency, sensoryAdjacency, roles, draws: rng.draws };
}

/**
 * Connects each of `from` with `fan` of `to`, then every member of `to` left alone with as many of `from`
 * as its fellows have on average (at least one, at most `mostPartners`).
 */
function fanOut(
  rng: MersenneTwister,
  from: readonly number[],
  to: readonly number[],
  fan: number,
  connect: (from: number, to: number) => void,
  mostPartners = from.length,
): void {
  const orphans = new Set(to);
  for (const a of from) {
    for (const b of rng.sample(to, fan)) {
      orphans.delete(b);
      connect(a, b);
    }
  }
  const partners = Math.min(Math.max(Math.trunc((from.length * fan) / to.length), 1), mostPartners);
  for (const b of orphans) {
    for (const a of rng.sample(from, partners)) connect(a, b);
  }
}

const range = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);
const zeros = (rows: number, columns: number): number[][] =>
  Array.from({ length: rows }, () => new Array<number>(columns).fill(0));
