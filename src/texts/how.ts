/**
 * The explanation: titles, paragraphs and lists by section, which `src/ui/how/content.ts` puts between formulas
 * and figures. In a paragraph `$…$` is TeX, `[[topic|words]]` leads to a control, `*…*` is emphasis.
 */
const sections = {
  gradient: {
    title: 'From a gradient to a step',
    aim: 'Training looks for parameters $\\theta$ at which a loss $\\ell$ is small. Each step $t$ sees a batch of data and works out the *gradient* $g_t$: one number per parameter, which says how fast the loss would rise if that parameter alone rose a little. An *optimizer* turns gradients into *updates* $U_t$, and that is all it does.',
    simplest:
      'The simplest one steps straight downhill, by $\\alpha$ times the slope. All curves on this page are made of such steps; what differs is how $U_t$ comes about. (Papers often write $\\theta - U$; here an update is what is added.)',
  },
  hand: {
    title: 'Designed by hand',
    adam: 'A raw gradient is noisy, and its size says little about how far to go. *Adam* (arXiv:1412.6980, Algorithm 1) keeps a running mean $m$ of gradients and a running mean $v$ of their squares, for every parameter, and divides one by the root of the other. Both start at zero; dividing by $1 - \\beta^t$ undoes that.',
    noise:
      'With a steady gradient the quotient is 1 whatever the gradient’s size, so that the learning rate *is* the length of a step. Noise makes $\\sqrt{v}$ larger than $|m|$ and steps shorter. Try it: the dots are gradients, the line is Adam’s step in units of $\\alpha$.',
    epsilon:
      'Note the place of $\\epsilon$: outside the root, as in the algorithm. *Adamax* divides by the largest recent gradient instead; here, as in PyTorch and optax, $\\epsilon$ is added before the maximum is taken.',
    others:
      '*AdamW* also pulls every parameter towards zero by $\\alpha s_t \\lambda \\theta_{t-1}$, apart from the gradient. *SGD with momentum* carries a share $\\mu$ of its last step into the next.',
  },
  learned: {
    title: 'What a learned optimizer is',
    design:
      'Where Adam has a formula, a learned optimizer has a small network that was itself trained. *Celo* (arXiv:2501.12670) and *VeLO* (arXiv:2211.09760) are two sizes of one design. For every parameter they gather 30 features: the gradient, the parameter itself, running means over about 10, 100 and 1,000 steps, their quotients as in Adam, and means over rows and columns of the tensor. Each feature is divided by its root mean square over the tensor, so that the network sees shapes, not scales.',
    parts: [
      'A tiny network, 30 to 4 to 4 to 3 numbers, reads the features and says a *direction* $d$ and a *magnitude* $e$ (the third number is not used). It is the same for all parameters of a tensor.',
      'A recurrent network, an LSTM, reads how much of the planned run is gone and how the loss has gone, and sets the *step scale* $S$. In Celo that is one number for the whole model; it rises, and falls towards the end of the plan.',
      'The step is relative to the size of the tensor, $\\sqrt{\\mathrm{mean}(p^2)}$: a tensor that starts at zero, such as a bias, hardly moves at first.',
    ],
    larger:
      'VeLO’s LSTM is larger and sees every tensor by itself: it sets a scale per tensor, of either sign, and mixes the tiny network anew out of 256 stored ones at every step. *Celo-Adam* keeps only the scheduler, above plain Adam.',
    limits:
      'Nothing in this guarantees that the loss falls. On tasks unlike those it was trained on, a learned optimizer may step far too short, or blow up. That is what hybrids and guards are for.',
  },
  pes: {
    title: 'How it learned: evolution in short pieces',
    strategies:
      'The weights of a learned optimizer are trained like any network’s, only that one evaluation of *its* loss $L(\\theta)$ is a whole training run, the *inner* run, and $\\theta$ are the optimizer’s own weights now. Backpropagation through thousands of inner steps gives gradients that explode: the inner run is chaotic. *Evolution strategies* do without. They run the optimizer twice, with weights moved by $\\varepsilon$ one way and the other, and see which did better:',
    persistent:
      'Waiting for whole runs is slow, and cutting them short is unfair: weights that look good after 20 steps may be bad after 2,000. *Persistent* evolution strategies (PES, arXiv:2112.13835) update after every short piece $k$ of the run, but each pair remembers the sum $\\xi_k$ of all its perturbations since the run began, and the loss of a piece is credited to that sum, for all of them brought it there. The estimate is unbiased, as if the runs had been whole.',
    ours: 'Here $s$ is the size of a perturbation (0.03 in our runs), $L_k^{\\pm}$ the loss of piece $k$ (20 steps) of either run of a pair. Every run is one lane of the same machinery that draws the curves: 24 pairs advance together. The weights that come with this page were made in this way: *mlp* on small networks alone, *broad* on recurrent ones, pictures and a few functions as well. How they do elsewhere is for the curves to say.',
  },
  hub: {
    title: 'HUB: both at once',
    mix: 'HUB (arXiv:2305.16823) lets both propose. From the same parameters, gradient and loss, a hand-designed optimizer proposes $U_H$ and a learned one $U_L$; each keeps its own memory. What moves the parameters is a mix, weight by weight, and the weighting is a softmax of the gradients’ magnitudes over a layer: where a gradient stands out, the hand-designed proposal gets its share.',
    temperature:
      'The paper has $\\tau = 1$; the temperature is our addition. The softmax is of the raw gradient and runs over one tensor, or over weight and bias together. Below is a toy layer whose gradients fall evenly from the largest to zero.',
  },
  k: {
    title: 'Why 1/K',
    mean: 'A softmax sums to 1. So in a layer of $K$ weights the *mean* share of the hand-designed optimizer is $1/K$, whatever the gradients: 1 % in a layer of 100 weights, a ten-thousandth of a percent in one of a million. If all gradients are equally large, every single share is $1/K$.',
    apart:
      'The shares differ from $1/K$ only where gradients stand out by something like 1 in absolute terms: up to $|g| = 0.1$, every share lies within about 10 % of it, for $e^{0.1} \\approx 1.1$. Hence three things to look for in *Who drives*:',
    signs: [
      'HUB with the plain softmax is nearly its learned half in wide layers, and entirely hand-designed in a layer of one weight, where $\\sigma = 1$.',
      'It is not indifferent to scale: multiply the loss by 100, or lower the [[tau|temperature]] as much, and the mix changes.',
      'Large gradients early in training give the hand-designed half a say that it loses as they shrink.',
    ],
  },
  variants: {
    title: 'Invert, clip, block by block',
    invert:
      '*Invert* exchanges the shares. Wide layers, which were learned, are hand-designed now, and the learned proposal speaks where gradients stand out.',
    clip: '*Clipping* keeps every $\\sigma$ between $B$ and $A$. In a wide layer nearly every $\\sigma$ is below any $B$ one would choose, so the mix becomes the constant $B\\,U_H + (1-B)\\,U_L$; $A$ acts only where one gradient dominates. Clipped shares do not sum to 1 any more, and equation 11 does not normalise them again.',
    blocks:
      '*Block by block*, new parts of a network (the head) and older, pre-trained ones are weighted differently. The paper’s text and its equations contradict each other here: the text wants new blocks to lean on the learned optimizer and old ones on the hand-designed one; printed is (8), mostly learned, for the pre-trained blocks, and (9), mostly hand-designed, otherwise. We read the text as meant and offer the printed form too.',
  },
  guards: {
    title: 'Guards: the other ways to be safe',
    guard:
      'HUB evaluates one gradient per step. A *guard* lets the learned optimizer run and steps in when it fails; some pay for that with further gradients, which is why curves can be drawn over evaluations.',
  },
  toy: {
    title: 'The toy function',
    waves:
      'The task *Pathological* is the paper’s own example of a slope that no fixed step fits: waves that grow ever denser towards the minimum at 0.',
    slope:
      'Between places where the slope explodes, growing with $1/s$, lie places where it all but vanishes, and the nearer to the origin, the closer they are. All $|g_i|$ are equal here, so $\\sigma = 1/d$ for every parameter: in 1,000 dimensions HUB takes a thousandth of the hand-designed step.',
  },
  ours: {
    title: 'What is ours and not the paper’s',
    points: [
      'The [[tau|temperature]] $\\tau$, the [[sigma|constant share]], blocks listed by tensor, and [[layer|weight and bias together]] as a layer.',
      'Where one proposal is not a finite number, the other is taken whole; this [[finite|can be switched off]].',
      'LGL2O is our reading of its paper (arXiv:2201.12426), whose algorithm box was not at hand; so are the two ways of going on that HUB’s appendix names in a sentence each.',
    ],
  },
} as const;

/** Names of symbols, and their effect. */
const symbols = {
  alpha: {
    name: 'learning rate',
    text: 'Length of a step: in Adam about its length, in SGD its factor on the gradient.',
  },
  schedule: {
    name: 'schedule',
    text: 'Factor on the learning rate over the run: constant, half a cosine down to $f$, or times $\\gamma$ every $P$ steps; before it a straight warm-up over a share $w$.',
  },
  clipnorm: {
    name: 'gradient clipping',
    text: 'A gradient longer than this is shortened to it, for all tensors together, before the optimizer sees it.',
  },
  steps: {
    name: 'steps',
    text: 'Planned length of the run. Schedules and learned optimizers know it.',
  },
  seeds: {
    name: 'seeds',
    text: 'Every optimizer trains once per seed, all from the same starts and on the same batches: the band is the middle half of them.',
  },
  target: {
    name: 'target loss',
    text: 'The dashed line. The run table says at which step a seed first got there, as the median over seeds; – while it may still come, ∞ if half of them never did.',
  },
  beta1: {
    name: 'memory of the mean',
    text: 'Share of the old mean kept at each step: 0.9 remembers about 10 steps.',
  },
  beta2: {
    name: 'memory of the scale',
    text: 'The same for squares (Adam) or the largest gradient (Adamax): 0.999 remembers about 1,000 steps.',
  },
  epsilon: {
    name: 'floor of the denominator',
    text: 'Keeps steps finite where gradients vanish, and damps those that are as small as it is.',
  },
  lambda: { name: 'weight decay', text: 'AdamW’s pull of every parameter towards zero.' },
  momentum: {
    name: 'momentum',
    text: 'Share of SGD’s last step carried into the next; Nesterov’s form looks one carried step ahead.',
  },
  theta: {
    name: 'weights of the learned optimizer',
    text: 'What meta-training found: ours, published ones, or a file of your own.',
  },
  horizon: {
    name: 'planned steps',
    text: 'The length of run that the learned optimizer plans for; it sees $t/N$. Past it nothing stops, steps just stay small.',
  },
  multiplier: {
    name: 'step multiplier',
    text: 'Factor on the whole proposal; 1 is the published optimizer.',
  },
  sigma: {
    name: 'weighting',
    text: 'The hand-designed share per parameter: the softmax of equation 3, or one constant for all.',
  },
  tau: {
    name: 'temperature',
    text: 'Divides gradients before the softmax. Towards 0 the largest gradient gets everything; large, every share is 1/K.',
  },
  layer: {
    name: 'layer',
    text: 'What the softmax runs over, and so how large K is: one tensor, or weight and bias together.',
  },
  finite: {
    name: 'non-finite proposals',
    text: 'Left out weight by weight while the other proposal is finite.',
  },
  invert: {
    name: 'invert',
    text: 'Equation 7: the learned proposal gets $\\sigma$, the hand-designed one the rest.',
  },
  bounds: { name: 'clipping', text: 'Upper and lower bound of $\\sigma$, equation 11.' },
  blocks: {
    name: 'blocks',
    text: 'Which tensors are inverted: none, by the paper’s text, by its printed equations, or by your own list.',
  },
  lgl2o: {
    name: 'LGL2O',
    text: 'Both optimizers train $T$ steps from the same point, each with its own gradients; then the better parameters, by $C$ fresh batches, replace the worse. Twice the gradients, and the checks.',
  },
  reinit: {
    name: 'Min-Loss Reinit',
    text: 'When the learned optimizer breaks, or its plan ends, it starts again from the parameters of the lowest loss seen.',
  },
  increase: {
    name: 'Increase Steps',
    text: 'When its plan ends, the plan is made longer, and its schedule replays its end.',
  },
  switch: { name: 'switch', text: 'Learned up to this step, hand-designed from then on.' },
  stopping: {
    name: 'early stopping',
    text: 'After so many steps without a new lowest loss the run rests at the best parameters.',
  },
} as const;

/** A symbol that the explanation explains; addresses `#how-<topic>` carry it. */
export type Topic = keyof typeof symbols;

export const howTexts = {
  title: 'How it works',
  lead: 'From a gradient to HUB, with the formulas as this page computes them. Numbers in brackets are those of the equations in the HUB paper. Training goes on meanwhile.',
  back: 'Back to the playground',
  contents: 'Contents',
  openHub: 'Open an experiment with HUB',
  equation: (number: string) => `(${number})`,
  equationLabel: (number: string) => `Equation ${number} of the paper`,
  showControl: (name: string) => `Show the control of ${name}`,
  show: 'Show',
  noControl: (name: string) =>
    `No optimizer here has the control “${name}” now. Add one that has it, or open an experiment with HUB.`,
  sections,
  symbols,
  figures: {
    shares: {
      title: 'Who gets how much',
      label: 'Gradients of a toy layer, and the hand-designed share of each weight',
      size: { label: 'Weights K', help: 'Size of the layer.' },
      largest: { label: 'Largest |g|', help: 'Gradients of the layer fall evenly from this to zero.' },
      temperature: { label: 'Temperature τ', help: 'Gradients are divided by it before the softmax.' },
      upper: { label: 'Upper bound A', help: 'Larger σ are set to A.' },
      lower: { label: 'Lower bound B', help: 'Smaller σ are set to B, at most A.' },
      invert: 'Invert',
      gradients: '|g|',
      share: 'hand-designed share',
      weight: 'weight',
      sigma: 'σ',
      top: (share: string) => `${share} at the top`,
      mean: (k: string, sigma: string, hand: string) =>
        `1/K = ${k}, the mean of σ before clipping. After clipping it is ${sigma}; the hand-designed proposal gets ${hand} on average.`,
    },
    adam: {
      title: 'Noise shortens the step',
      label: 'Noisy gradients and Adam’s step, over 120 steps',
      beta1: { label: 'β₁', help: 'Memory of the mean.' },
      beta2: { label: 'β₂', help: 'Memory of the squares.' },
      noise: { label: 'Noise', help: 'Standard deviation of the gradient, in units of its mean.' },
      size: { label: 'Mean gradient', help: 'Its size: the step does not care.' },
      gradient: 'gradient / mean',
      step: 'step / α',
      stepHead: 'step',
      mean: (value: string) => `Steps 61 to 120 are ${value} α long on average.`,
    },
  },
} as const;
