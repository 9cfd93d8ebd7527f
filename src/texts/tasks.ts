/** Groups of tasks by id. */
export const taskGroupTexts = {
  recurrent: 'Recurrent',
  functions: 'Functions',
  pictures: 'Pictures',
  driving: 'Driving',
  'fine-tuning': 'Fine-tuning',
} as const;

/** Tasks by id: label, summary, variants, options, metric, and the data of the reader's they take. */
export const taskTexts = {
  'ltc-sine': {
    label: 'LTC sine',
    summary:
      'A liquid time-constant network of a few cells, wired like a small nervous system, turns sine waves into another curve. Small, recurrent and hard on optimizers: the gradient passes through hundreds of solver steps.',
    variants: {
      paper: '8 cells, as in the paper',
      'paper-noise': '8 cells, noisy inputs',
      'cells-19': '19 cells',
      square: 'Square wave, 19 cells',
      ncps: 'Quick start of the ncps library',
      unstable: 'Unstable: no constraint',
    },
    options: {
      data: {
        label: 'Curve to learn',
        help: 'What the network hears and what it must answer: it mixes pure sine waves into a sawtooth or a square wave (the first three terms of their Fourier series), or doubles a frequency, the first example of the ncps library.',
        choices: {
          'fourier-sine': 'Sawtooth from three sines',
          'fourier-square': 'Square wave from three sines',
          ncps: 'Double frequency from sine and cosine',
        },
      },
      cells: {
        label: 'Cells',
        help: 'Number of neurons: one of them is the output, up to 40 % of the others take decisions (command) and the rest listen to the inputs (inter). The paper uses 8 here and 19 for lane keeping.',
      },
      sparsity: {
        label: 'Sparsity',
        help: 'The dial of the wiring: higher means fewer synapses. It is not the fraction that stays empty; at 0.75 a network of 8 cells has 8 of 64 possible synapses.',
      },
      wiringSeed: {
        label: 'Wiring seed',
        help: 'Which wiring is drawn; equal seeds give the same wiring as the ncps library. It matters a great deal (about a third of all wirings of 8 cells learn badly), so keep it fixed when you compare optimizers.',
      },
      constraint: {
        label: 'Keeping conductances positive',
        help: 'Capacitances, leaks and synaptic weights stand for quantities that cannot be negative: pass them through softplus, raise negative ones to zero after every step, or let them go. Without a constraint a denominator can pass through zero, and some runs end in NaN.',
        choices: { implicit: 'Softplus', 'explicit-clip': 'Clipped at zero', explicit: 'None (can diverge)' },
      },
      noise: {
        label: 'Input noise',
        help: 'Standard deviation of normal noise added to every input value; the curve to learn stays clean. All arms see the same noise.',
      },
      noiseMode: {
        label: 'Noise is',
        help: 'Fresh noise makes the gradient noisy but cannot be learned by heart; noise drawn once makes a fixed, corrupted data set that can.',
        choices: { step: 'Fresh in every step', run: 'Drawn once per run' },
      },
      unfolds: {
        label: 'Solver steps per time step',
        help: 'How finely the differential equation of the cells is solved between two input values. The gradient runs back through all of them, so time and cost grow in proportion.',
      },
      length: {
        label: 'Sequence length',
        help: 'Number of time steps over which the same curve is sampled. Longer sequences are smoother to follow, and the gradient has a longer way back.',
      },
    },
    metric: {
      label: 'Loss without noise',
      help: 'Mean squared error when the same network is given the inputs without noise: how well it found the curve itself.',
    },
  },
  pathological: {
    label: 'Pathological',
    summary:
      'A function whose slope explodes and vanishes in turn on the way to the minimum. Every gradient entry has the same size, so it shows what a weighting by gradient magnitude can and cannot see.',
    variants: {
      plane: 'In the plane (d = 2)',
      paper: 'As in the paper (d = 1000)',
    },
    options: {
      dim: {
        label: 'Dimensions',
        help: 'Number of parameters. In two dimensions the view shows the paths themselves.',
      },
      lambda: {
        label: 'Bowl',
        help: 'Weight of the smooth bowl under the waves; it only matters far from the origin.',
        zero: 'none',
      },
      startNorm: {
        label: 'Start at',
        help: 'Expected sum of absolute values at the start, whatever the number of dimensions.',
      },
    },
    metric: { label: '‖x‖₁', help: 'Distance from the origin, where f is 0, as the sum of absolute values.' },
  },
  digits: {
    label: 'Digits',
    summary:
      'A network reads handwritten digits: the classical first task, by dense layers, convolutions, residual blocks or attention. What counts is how it does on digits that it was not trained on: its validation.',
    variants: {
      usual: 'MNIST digits, 64-32',
      deep: 'MNIST digits, four layers of 32',
      moved: 'MNIST digits, shifted and turned',
      cnn: 'CNN: two convolutions',
      resnet: 'ResNet: three stages, batch norm',
      vit: 'ViT: two blocks of attention',
      'vit-paper': 'ViT of the paper’s size (4 million weights)',
      drawn: 'CNN on drawn letters and shapes',
      own: 'Your own pictures',
    },
    options: {
      source: {
        label: 'Data',
        help: 'What is learned: 8,000 digits of MNIST, with 1,000 others held out; about as many drawn letters and shapes of 28 classes, which the bodies of “Fine-tuning” have learned; or labelled pictures of yours, which stay on this machine.',
        choices: { mnist: 'MNIST digits', own: 'Your own pictures', drawn: 'Drawn letters and shapes' },
      },
      model: {
        label: 'Network',
        help: 'Dense layers alone (MLP); two convolutions (CNN); residual blocks in three stages (ResNet); or a transformer over patches of the picture (ViT).',
        choices: { mlp: 'MLP', cnn: 'CNN', resnet: 'ResNet', vit: 'ViT' },
      },
      channels: {
        label: 'Channels',
        help: 'Filters of the first convolution. Later ones have twice as many, and in a ResNet’s last stage four times.',
      },
      blocks: {
        label: 'Blocks per stage',
        help: 'Residual blocks in each of the three stages: two convolutions each, whose result is added to what came in.',
      },
      norm: {
        label: 'Normalisation',
        help: 'Over the batch: mean and variance of each channel over all pictures of a step, at validation those of 256 fixed training pictures. Or over groups of channels of each picture by itself.',
        choices: { batch: 'Batch', group: 'Group' },
      },
      patch: {
        label: 'Patches',
        help: 'Size of the patches that a picture is cut into; each becomes a token. Digits of 28 × 28 pixels give 16 or 49.',
        choices: { '7': '7 × 7', '4': '4 × 4' },
      },
      depth: {
        label: 'Depth',
        help: 'Blocks of attention and two dense layers, each added to what came in.',
      },
      width: {
        label: 'Width',
        help: 'Numbers per token. It must be a multiple of the heads.',
      },
      heads: {
        label: 'Heads',
        help: 'In how many ways at once tokens look at each other; each head has an equal share of the width.',
      },
      token: {
        label: 'Read from',
        help: 'What the answer is read from: a token of its own, which is learned and hears all others, or the mean of all tokens.',
        choices: { class: 'Class token', mean: 'Mean' },
      },
      hidden: {
        label: 'Hidden layers',
        help: 'Units of each hidden layer, from the pictures to the classes, with hyphens between: 64-32 is a layer of 64 units and then one of 32. Each is followed by ReLU.',
      },
      start: {
        label: 'Start',
        help: 'How weights are drawn: normal with variance 2 / inputs, which is made for ReLU (He), or uniform with a variance of 2 / (inputs + outputs) (Glorot). Biases start at 0.',
        choices: { he: 'He normal', glorot: 'Glorot uniform' },
      },
      batch: {
        label: 'Batch',
        help: 'Pictures per step, drawn at random without replacement. Small batches make the gradient noisy, large ones make a step cost more.',
      },
      smoothing: {
        label: 'Label smoothing',
        help: 'This share of what the network is asked to say is spread over all classes, so that it is not rewarded for being ever more certain. Validation is without it.',
      },
      cutmix: {
        label: 'CutMix',
        help: 'In each step a box is drawn, and in every picture replaced by that of another picture of the batch; the classes count in proportion to area. Validation pictures stay whole.',
      },
      augment: {
        label: 'Augmentation',
        help: 'Moves every training picture anew in each step: by up to 2 pixels either way, or turned by up to 15° as well. Validation pictures stay as they are.',
        choices: { none: 'None', shift: 'Shifted', turn: 'Shifted and turned' },
      },
    },
    metric: {
      label: 'Batch accuracy',
      help: 'The share of the pictures of the batch whose class the network named, before it learned from them; with CutMix the class of the larger part.',
    },
    data: {
      hint: 'Labelled pictures: IDX files (MNIST, Fashion-MNIST; pictures and labels together), batches of CIFAR-10, or .npz of x_train and y_train.',
    },
    needsData:
      'this experiment needs labelled pictures of your own; open a file, or choose the built-in digits',
    hidden: {
      none: 'Name the units of each hidden layer, such as 64-32.',
      layers: (count: number, most: number) =>
        `These are ${count} hidden layers, at most ${most} are possible.`,
      number: (part: string) =>
        `“${part}” is no number of units; write whole numbers with hyphens between, such as 64-32.`,
      units: (layer: number, units: number, most: number) =>
        `Hidden layer ${layer} has ${units} units, 1 to ${most} are possible.`,
    },
    tooMany: (params: number, most: number) =>
      `a network of ${params} parameters is too large for a page that trains many at once, at most ${most} are possible; choose a smaller network or smaller pictures`,
    unevenHeads: (width: number, heads: number) =>
      `a width of ${width} cannot be shared equally by ${heads} heads; choose a width that is a multiple of the heads, such as ${heads * Math.max(1, Math.round(width / heads))}`,
    smallPictures: (height: number, width: number, least: number) =>
      `pictures of ${height} × ${width} pixels are too small for this network, at least ${least} × ${least} are needed; choose another network or larger pictures`,
  },
  'fine-tuning': {
    label: 'Fine-tuning',
    summary:
      'A network that knows drawn letters and shapes, and has never seen a digit, gets a new head and few digits to learn from. What was learned before is a start, and a new part of the network beside an old one is what block-wise HUB was made for.',
    variants: {
      cnn: 'CNN, pre-trained',
      frozen: 'CNN, pre-trained and frozen: its head alone',
      scratch: 'CNN from scratch',
      vit: 'ViT, pre-trained',
      'vit-scratch': 'ViT from scratch',
    },
    options: {
      body: {
        label: 'Body',
        help: 'All of the network but its last layer: two convolutions (CNN), or two blocks of attention over patches of 7 × 7 pixels (ViT). Both are ours, trained on letters and shapes that this project draws.',
        choices: { cnn: 'CNN', vit: 'ViT' },
      },
      start: {
        label: 'Start',
        help: 'Where the body begins: as it was pre-trained, or drawn anew, as the head always is. Pin a run of one to see it beside the other.',
        choices: { pretrained: 'Pre-trained', scratch: 'From scratch' },
      },
      frozen: {
        label: 'Frozen body',
        help: 'Leaves the body as it is and trains the head alone.',
      },
      pictures: {
        label: 'Digits to learn from',
        help: 'How many digits there are to train on, the first ones of 8,000. With fewer it matters more what the body knows already.',
      },
    },
  },
  siren: {
    label: 'SIREN',
    summary:
      'A small network of sines learns a picture or a volume by heart: a coordinate goes in, the value there comes out. Trained, its weights are the picture, compressed.',
    variants: {
      picture: 'Lake',
      wholePicture: 'Lake, every sample at every step',
      phantom: 'Head phantom',
      hipct: 'As in the HUB paper (your CT block)',
    },
    options: {
      source: {
        label: 'Data',
        help: 'What the network learns: a drawn lake, the standard head of tomography, or a file of yours, which stays on this machine.',
        choices: { picture: 'Lake, 64 × 64', phantom: 'Head phantom, 64 × 64 × 64', own: 'Your own file' },
      },
      layers: {
        label: 'Layers',
        help: 'Linear maps from coordinate to value, the first and the last included; every one but the last is followed by a sine.',
      },
      size: {
        label: 'Size by',
        help: 'Choose the number of units per layer, or how many times smaller than the data the network shall be.',
        choices: { width: 'Width', ratio: 'Compression' },
      },
      width: { label: 'Width', help: 'Sines per layer. Twice the width has about four times the weights.' },
      ratio: {
        label: 'Compression ratio',
        help: 'Bytes of the file, or of the samples of built-in data, over bytes of the network (four per parameter); the width follows from it.',
      },
      w0: {
        label: 'First frequency',
        help: 'Factor inside the first sine: how fine a structure the network sees from the start. Too low blurs, too high adds noise.',
      },
      batch: {
        label: 'Batch',
        help: 'Samples per step, drawn at random with replacement. From the size of the data on, every step sees all of it, in order.',
      },
    },
    metric: {
      label: 'PSNR, batch',
      unit: 'dB',
      help: 'Peak signal-to-noise ratio of the batch, 10 log10(peak² / mean squared error): the peak is the range of the file’s sample type, or of the data where that has none. More is better; 6 dB is half the error.',
    },
    peak: {
      ofType: (bits: string, peak: number) => `${bits}-bit range ${peak}`,
      ofData: (range: number) => `the data's own range ${range}`,
    },
    data: {
      hint: 'A picture (PNG, JPEG, GIF, WebP, AVIF, BMP, TIFF), or a TIFF stack, .npy or NIfTI volume.',
    },
  },
  surface: {
    label: 'Surface',
    summary:
      'A function of one to a thousand coordinates, and nothing else: no network, no data. In the plane you see from above where every optimizer goes, and choose where it begins with a click.',
    variants: {
      ravine: 'A ravine, 1,000 times as steep as long',
      saddle: 'A saddle',
      minima: 'Four minima (Himmelblau)',
      waves: 'A field of hollows (Rastrigin)',
      line: 'Two hollows on a line',
      large: 'Rosenbrock, 1,000 dimensions',
      own: 'A formula of your own',
    },
    options: {
      function: {
        label: 'Function',
        help: 'What is to be made small. All but the saddle have known lowest points, which the chart marks.',
        choices: {
          rosenbrock: 'Rosenbrock: a curved valley',
          ravine: 'Ravine: a steep trough',
          saddle: 'Saddle: no lowest point',
          himmelblau: 'Himmelblau: four minima',
          beale: 'Beale: plains and cliffs',
          rastrigin: 'Rastrigin: many hollows',
          'styblinski-tang': 'Styblinski–Tang: deep and deeper',
          own: 'Your own formula',
        },
      },
      formula: {
        label: 'Formula',
        help: 'In x and y, or in x1, x2 and so on: + − * / ^, brackets, exp, log, sqrt, abs, sin, cos, tan, tanh, min, max and others. Taken on Enter.',
      },
      dim: {
        label: 'Dimensions',
        help: 'Number of coordinates. On the line and in the plane the view shows the function itself.',
      },
      condition: {
        label: 'Condition number',
        help: 'How many times as curved the ravine is across as along: the larger, the harder for steps along the slope.',
      },
      angle: {
        label: 'Turned by',
        unit: '°',
        help: 'Angle of the ravine to the coordinates. At 0 every coordinate has a curvature of its own; methods that scale each by itself then see the ravine as round.',
      },
      start: {
        label: 'Begins',
        help: 'Where training begins: a place that shows what the function is known for, or one that you choose here or with a click on the chart.',
        choices: { usual: 'As usual', chosen: 'Chosen' },
      },
      x0: {
        label: 'Start, x',
        help: 'First coordinate of the start; in more than two dimensions that of the first, third, fifth and so on.',
      },
      y0: {
        label: 'Start, y',
        help: 'Second coordinate of the start; in more than two dimensions that of the second, fourth and so on.',
      },
      spread: {
        label: 'Spread of starts',
        help: 'Standard deviation of the seeds’ starts around that place, so that seeds differ.',
        zero: 'none',
      },
    },
    metric: { label: '‖∇f‖', help: 'Slope of the function: the norm of its gradient, 0 where it is level.' },
  },
  trajectory: {
    label: 'Trajectory',
    summary:
      'An LSTM hears sine waves and answers with another curve: the data of LTC sine, for an ordinary recurrent network of many more parameters. Or, as the other head, for the liquid network itself.',
    variants: {
      paper: 'LSTM of 64 units, as in the paper',
      noise: 'LSTM, noisy inputs',
      square: 'LSTM, square wave',
      small: 'LSTM of 8 units',
      ltc: 'LTC of 8 cells',
    },
    options: {
      head: {
        label: 'Network',
        help: 'A long short-term memory, whose gates decide what is kept and told, or liquid time-constant cells, wired sparsely. Both have the same inputs and the same curve to learn.',
        choices: { lstm: 'LSTM', ltc: 'LTC' },
      },
      units: {
        label: 'Units',
        help: 'Memory cells of the LSTM. Its weights grow with their square: 64 units have 17,473 parameters, 8 have 393.',
      },
    },
  },
  'neural-ode': {
    label: 'Neural ODE',
    summary:
      'A small network learns the velocities of a spiral: where it is asked, it says which way to go, and a solver follows it. The gradient passes through every stage of the solver.',
    variants: {
      windows: 'Short pieces, as in torchdiffeq',
      squared: 'Short pieces, squared error',
      turns: 'The first turns as a whole',
      whole: 'The whole curve at once',
    },
    options: {
      span: {
        label: 'Trained on',
        help: 'Short pieces of the curve, each from its own beginning and drawn anew in every step, or one long way from the first point, along which errors add up.',
        choices: { windows: 'Pieces of the curve', whole: 'The whole curve' },
      },
      points: {
        label: 'Points of the curve',
        help: 'How much of the spiral there is to learn, from its outer end: all 1,000 points are 25 seconds and four turns, the first 150 are two.',
      },
      windows: {
        label: 'Pieces per step',
        help: 'How many pieces of the curve one step sees. They begin at different points, drawn anew in every step.',
      },
      window: {
        label: 'Points of a piece',
        help: 'Its first point is where the solver starts; the others are what it should arrive at. Longer pieces say more of where small errors lead.',
      },
      error: {
        label: 'Error',
        help: 'Mean absolute error, as in the demo, or mean squared error, to which small errors matter less.',
        choices: { absolute: 'Absolute', squared: 'Squared' },
      },
      units: {
        label: 'Units',
        help: 'Hidden tanh units of the network that says the velocity; it sees the cubes of both coordinates.',
      },
    },
  },
  'lane-keeping': {
    label: 'Lane keeping',
    summary:
      'A small network looks through a camera at a winding road and steers: a few convolutions see, a recurrent network remembers and answers with an angle. Roads, light and wear are drawn by the page itself, ten frames a drive.',
    variants: {
      ltc: 'Liquid network of 19 cells',
      lstm: 'LSTM of 64 units',
      norm: 'LSTM, batch normalisation',
      fine: 'Liquid network, 48 × 96 pixels',
    },
    options: {
      head: {
        label: 'Remembers by',
        help: 'What reads the features of the frames, one after the other: liquid time-constant cells, wired sparsely like a small nervous system, or a long short-term memory of many more parameters.',
        choices: { ltc: 'LTC', lstm: 'LSTM' },
      },
      cells: {
        label: 'Cells',
        help: 'Number of liquid neurons, one of which steers. The HUB paper uses 19 for lane keeping.',
      },
      unfolds: {
        label: 'Solver steps per frame',
        help: 'How finely the differential equation of the cells is solved between two frames. Time and cost of a step grow with it.',
      },
      units: {
        label: 'Units',
        help: 'Memory cells of the LSTM. Its weights grow with their square.',
      },
      norm: {
        label: 'Normalisation',
        help: 'Batch normalisation brings every channel of a convolution to mean 0 and variance 1 over all frames of the batch, then scales and shifts it by trained numbers.',
        choices: { none: 'None', batch: 'Batch' },
      },
      width: {
        label: 'Channels',
        help: 'Filters of the first convolution; the other two have twice as many, and so many features go to the recurrent network.',
      },
      frame: {
        label: 'Frames',
        help: 'Pixels of a frame. Finer ones show a bend earlier and cost four times as much.',
        choices: { coarse: '24 × 48', fine: '48 × 96' },
      },
      noise: {
        label: 'Sensor noise',
        help: 'Standard deviation of the noise of the camera, in grey levels of 255; a frame has the same noise whenever it is seen.',
        zero: 'none',
      },
      batch: {
        label: 'Batch',
        help: 'Drives of ten frames per step, drawn at random without replacement from 375. Another 50 are for validation.',
      },
    },
    metric: {
      label: 'Steering error',
      unit: '°',
      help: 'Mean distance of the angle of the front wheels from that of the driver, over the frames of the batch, before the network learned from them.',
    },
    validated: {
      label: 'Validation: within 1°',
      help: 'The share of frames of held-out drives that are steered within 1° of the driver’s angle of the front wheels: at the last look, with its step, and in brackets the best; medians over seeds.',
      meaning: 'the share of frames steered within 1° of the driver’s angle of the front wheels',
    },
  },
} as const;
