/** A well-formed golden file of made-up numbers: 3 cells, 2 inputs, 2 outputs, 2 sequences of 4 steps, 5 unfolds. */
export function smallLtcFile() {
  const ones = (length: number): number[] => new Array(length).fill(1);
  const rows = (count: number, length: number): number[][] =>
    Array.from({ length: count }, () => ones(length));
  const tensors = () => ({
    gleak: ones(3),
    vleak: ones(3),
    cm: ones(3),
    sigma: rows(3, 3),
    mu: rows(3, 3),
    w: rows(3, 3),
    erev: rows(3, 3),
    sensory_sigma: rows(2, 3),
    sensory_mu: rows(2, 3),
    sensory_w: rows(2, 3),
    sensory_erev: rows(2, 3),
    input_w: ones(2),
    input_b: ones(2),
    output_w: ones(2),
    output_b: ones(2),
  });
  return {
    format: 'ltc-golden-1',
    solver: {
      ode_unfolds: 5,
      elapsed_time: 0.5,
      epsilon: 1e-8,
      input_mapping: 'affine',
      output_mapping: 'affine',
      initial_state: 0,
    },
    adam: {
      lr: 0.01,
      beta1: 0.9,
      beta2: 0.999,
      eps: 1e-8,
      weight_decay: 0,
      gradient_clipping: null as number | null,
    },
    cases: [
      {
        name: 'small',
        constraint_mode: 'explicit',
        batch: 2,
        time: 4,
        inputs: 2,
        outputs: 2,
        units: 3,
        wiring: { adjacency: rows(3, 3), sensory_adjacency: rows(2, 3) },
        params: tensors(),
        masks: { sparsity_mask: rows(3, 3), sensory_sparsity_mask: rows(2, 3) },
        input: [rows(4, 2), rows(4, 2)],
        target: [rows(4, 2), rows(4, 2)],
        output: [rows(4, 2), rows(4, 2)],
        states: [rows(4, 3), rows(4, 3)],
        unfold_states_first_step: [rows(6, 3), rows(6, 3)],
        loss: 1,
        grads: tensors(),
        adam: { steps: 2, losses: [1, 0.9, 0.8], final_params: tensors() },
        adam_long: { steps: [0, 2], losses: [1, 0.8] },
      },
    ],
  };
}
