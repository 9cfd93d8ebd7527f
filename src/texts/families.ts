/** Families of tasks that meta-training draws from. */
export const familyTexts = {
  broad: {
    label: 'Broad',
    summary:
      'All of them: mostly networks, recurrent networks and pictures, some quadratics and the pathological function.',
  },
  mlp: {
    label: 'Small networks',
    summary:
      'Regressions of random sines, steps and products with tanh networks of one or two hidden layers, every tensor rescaled at random.',
  },
  recurrent: {
    label: 'Recurrent',
    summary:
      'LTC networks with dense and sparse random wirings and LSTMs that turn short random waves into others.',
  },
  inr: { label: 'Pictures', summary: 'Networks of sines that learn random pictures of 16 by 16 pixels.' },
  quadratic: {
    label: 'Quadratics',
    summary: 'Bowls with random axes, condition numbers up to 10,000 and, in half of them, noisy gradients.',
  },
  pathological: {
    label: 'Pathological',
    summary: 'A function whose slope explodes and vanishes in turn, with random bowl, dimensions and start.',
  },
} as const;
