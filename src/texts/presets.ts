/** Presets: a question, what to expect, and why, by the id of the preset. Loaded with what shows them. */
export const presetTexts = {
  'ltc-hub': {
    question: 'Can a mix of Adam and a learned optimizer be better than either?',
    outcome:
      'The learned optimizer, which never saw this network, is far ahead at first: 0.08 after 20 steps, Adam 0.18. Then it slows down and needs about 230 steps to the target, Adam about 130. The mix is there after about 105 and ends as low as Adam.',
    why: 'Inverted, σ is the learned share, and a softmax over 64 weights leaves each about 1/64: the wide tensors are Adam’s. Only tensors of a few weights listen to the learned optimizer, and A = 0.3 keeps them from listening to it alone.',
  },
  'ltc-three-ways': {
    question: 'Does it matter which optimizer trains eight liquid neurons?',
    outcome:
      'Adam reaches the target within 150 steps, Adamax needs about 230; SGD learns half of the curve and stays on that plateau to the end.',
    why: 'The gradient comes back through 288 solver steps, so its size differs by orders of magnitude between tensors; Adam and Adamax rescale every weight, SGD does not.',
  },
  'ltc-shares': {
    question: 'How large a learned share can this run bear?',
    outcome:
      'By the paper’s softmax the learned optimizer takes the mix down with it, to 0.27, and with half of every step to 0.25. Inverted it learns, but comes to rest at 0.013. With A = 0.3, so that no weight is the learned one’s alone, it gets to the target after about 185 steps.',
    why: 'The learned optimizer knows small tanh networks, not this one: its steps are far too bold here. Inverted, wide tensors give it about 1/64 of a step, but a tensor of one weight all of it, until A says otherwise. Adam alone is there after 130.',
  },
  'ltc-guard': {
    question: 'What does it cost to be safe from a learned optimizer that fails?',
    outcome:
      'Alone, the learned optimizer collapses to 0.27. In two of three seeds the guard LGL2O drops it after one step and follows Adam, to the target after about 150 steps and on to the same low end; in the third it trusts it a few times too often and stays at 0.25. Switch the axis to evaluations: it has spent more than Adam by then.',
    why: 'It tries both optimizers and goes on with the better: that keeps out what is bad at once, not what is good now and ends on a plateau. Every comparison costs gradients and losses of its own.',
  },
  'ltc-rates': {
    question: 'How much does the learning rate decide?',
    outcome:
      'At 0.001 Adam crawls and stands at 0.055 after 400 steps; at 0.01 it reaches the target after about 130. At 0.1 it is ahead for fifty steps and then stuck at 0.027, and at 0.3 it never leaves 0.27.',
    why: 'Adam moves every weight by about the learning rate per step. 0.27 is the loss of a network that answers the same value all the time: large steps lead there, and little leads out. Tune does this for every optimizer.',
  },
  'ltc-clip': {
    question: 'Can SGD bear a learning rate thirty times as large when its gradients are clipped?',
    outcome:
      'At a rate of 1 plain SGD learns nothing, and three of its five seeds diverge. Clipped to a norm of 0.03 it learns at that rate, faster than at 0.03 without clipping: 0.09 after 25 steps, where the other still stands at 0.27.',
    why: 'Through 288 solver steps a gradient is now and then enormous, and times a large rate it throws the weights away for good. Clipping keeps its direction and bounds its length, so the rate can suit the ordinary ones.',
  },
  'ltc-unstable': {
    question: 'What happens when conductances may turn negative, and does clipping the gradient help?',
    outcome:
      'Most seeds learn, and Adam at 0.01 faster than with the constraint: it reaches the target after about 100 steps. But every optimizer loses one or two of its eight seeds to values that are no numbers, clipped or not.',
    why: 'Without the softplus a denominator of the solver can pass through zero. One such step is enough, and it is the place that is deadly, not the length of the step, so a bound on the gradient does not prevent it.',
  },
  'pathological-waves': {
    question:
      'Can anything get to the bottom of a function whose waves grow ever denser towards the minimum?',
    outcome:
      'All slide into the first trough, at a distance of 1/π from the origin, and stay at its loss of 0.001: Adam and Adamax after about 75 steps, swinging through it a few times, SGD after about 350. The target is half of that, on the way further down, and is not reached.',
    why: 'The slope vanishes at the lowest point of a trough while its walls steepen; steps that shrink with the slope, or average it, cannot climb the next crest.',
  },
  'pathological-plane': {
    question: 'What do the waves look like from above, and which of them stops whom?',
    outcome:
      'All walk down the slope along the diagonal of their quadrant, swing through the outermost trough a few times and come to rest in it after about 50 steps: a square on its tip, at a distance of 1/π from the origin, with a loss of 0.001. The target lies below it and is not reached.',
    why: 'The function only knows the sum of absolute values, so its valleys are squares on their tips and both coordinates always get the same slope.',
  },
  'pathological-hub': {
    question: 'Where Adam is caught by a trough, does a learned optimizer get through, and does a mix?',
    outcome:
      'Adam stays near a loss of 2. The learned optimizer comes below 0.05 after about 130 steps and HUB after 80; both end at 0.001. HUB with σ kept within [0.3, 0.7] is there after 45, but Adam’s share throws it out again.',
    why: 'The learned steps are proportional to the size of the parameters and shrink as the run goes on: far out they leap over waves that hold Adam, later they settle. Clipping gives Adam a lasting say, and Adam’s steps stay large.',
  },
  'siren-picture': {
    question: 'How fast can a network of 1,300 weights remember a picture?',
    outcome:
      'The large shapes come within a few hundred steps, edges much later. Adamax gets furthest: after 2,000 steps its loss is about a third of that of Adam and SGD.',
    why: 'A network of sines fits low frequencies first, for they carry most of the error; what tells optimizers apart is what they make of the small gradients that are left for the edges.',
  },
  'siren-learned': {
    question: 'Is a learned optimizer ever simply better?',
    outcome:
      'Here it is: after about 60 steps it leaves Adamax behind and reaches the target after about 185, where Adamax still stands at 700 and has not arrived after 400 either. The mix by the paper’s softmax goes along with it, a little ahead; inverted it is Adam and comes last.',
    why: 'It was trained on pictures too, though on smaller networks and other pictures. The softmax over hundreds of weights leaves the learned half nearly every step; inverted, it leaves that half next to none.',
  },
  'surface-valley': {
    question: 'All fall into the valley at once; who follows its floor to the lowest point?',
    outcome:
      'After 30 steps all are on the floor, at a loss of 2 to 4. SGD with momentum then needs about 330 steps to the target and Adam about 510. SGD without momentum and Adamax are still on their way after 1,000, at 0.46 and 0.3.',
    why: 'At the minimum the valley is 2,500 times as curved across as along: a rate that its walls can bear is small for its floor. Momentum adds up the small slopes that keep their direction, and lets those across cancel.',
  },
  'surface-ravine': {
    question:
      'Adam gives every coordinate a step size of its own. Does that help in a ravine that lies across the coordinates?',
    outcome:
      'It does not: turned by 45°, Adam is on the floor within 100 steps and then hardly moves, to 0.18 after 600. SGD with momentum is at the target after about 155 steps; without it stands at 0.07. Turn the ravine to 0°, and Adam needs about 80 steps, SGD with momentum about 285.',
    why: 'Turned, both coordinates see the same steep walls, so Adam divides both by the same large number and has nothing to tell apart; and it remembers the steepness of its first steps for about a thousand more.',
  },
  'surface-saddle': {
    question: 'Where there is almost no slope, who finds the way down?',
    outcome:
      'Adam is below the saddle after about 25 steps and Adamax after 34. SGD needs between 14 and 82 steps with momentum, and 113 to 332 without, as far from the ridge as its seed began. The function has no lowest point: after about 490 steps the loss of SGD with momentum is no number any more, and the chart says so with a cross.',
    why: 'Seeds begin about 0.01 beside the ridge. There SGD’s steps are as small as the slope, and grow by a factor; Adam’s are about as long as its learning rate, whatever the slope.',
  },
  'trajectory-lstm': {
    question: 'SGD stays on a plateau with eight liquid neurons. Is the curve to blame?',
    outcome:
      'No: an LSTM of 64 units learns it by any of the three. Adam reaches the target after about 55 steps, Adamax after 80 and SGD after 145; after 400 Adam stands at 4e-6, the other two at 3e-5.',
    why: 'The gradient comes back through 48 steps, along a memory that each of them only scales and adds to, instead of through 288 solver steps; and there are 17,473 weights for 48 points. What was hard was the network, not the curve.',
  },
  'trajectory-rest': {
    question:
      'A learned optimizer ends far below Adam. Is it only because its steps shrink towards the end of the run?',
    outcome:
      'No. For a hundred steps all four are about level; after 200 the learned optimizer is at 2e-6 and HUB at 3e-6, Adam at 4e-5. With a cosine schedule, whose steps shrink too, Adam ends at 9e-5, higher than without.',
    why: 'Adam still goes down when its steps are taken away from it. The learned optimizer knows how much of the run is left as well, but uses the time before: its loss falls by a factor of 35 in the last hundred steps, Adam’s by two.',
  },
  'ode-pieces': {
    question: 'Velocities learned from short pieces of a spiral: does a better loss make a better spiral?',
    outcome:
      'Mostly. All are at 0.01 after about 50 steps; in the last batches of 500 the learned optimizer stands at 0.0012 and HUB at 0.0013, Adam with a cosine schedule at 0.0028 and Adam at 0.0045, which alone does not reach the target. Followed from its beginning, the way of the first two is on average within 0.2 of the first two turns, that of either Adam 0.3 to 1.4 off, depending on the seed.',
    why: 'Every step sees other pieces, and those of the fast outer turn have the largest errors, so steps of a constant size keep shaking the weights; smaller ones towards the end let them settle. Along the whole way small errors of the velocities add up.',
  },
  'ode-whole': {
    question: 'Can the same network learn the first two turns as one long way?',
    outcome:
      'Not in 600 steps: all come to rest near 0.78, and none reaches 0.5. Adam alone has begun to leave it, for 0.71. To stand still at the best place would cost 0.96. Without the clipping SGD ends higher still, and one of five seeds runs away.',
    why: 'What goes wrong early moves all that follows, and a way that has fallen out of step with the truth gets no nearer by turning a little faster. Pieces begin on the curve anew each time: learned from those, the same network follows the turns.',
  },
  'digits-learned': {
    question:
      'A learned optimizer was trained on curves and small pictures, never on classes. Can it teach a network to read digits?',
    outcome:
      'It can. After 600 steps the network has 91.7 % of the held-out digits right; with HUB 92.4 %, with Adam 92.1 %. But it swings on the way, and ends surer of its mistakes: the loss of held-out digits is 0.36, with HUB 0.33, with Adam 0.25.',
    why: 'The learned steps are bold until late in the run: in its last hundred steps HUB, which by the softmax follows them, goes from 89.9 % to 92.4 %. Accuracy asks only which class comes first, the loss also how sure the network is; a bold mistake costs more.',
  },
  'digits-moved': {
    question:
      'Every digit is shifted and turned anew in each step. What does that cost, and what does it bring?',
    outcome:
      'Batches are ten times as hard: in the last hundred of 1,500 steps Adam’s loss is 0.23, where without it is 0.025. And yet 94.8 % of the held-out digits are right in the end, 95.1 % with a cosine schedule; without, 93.3 % with either. Set the augmentation to None, and Adam’s loss of held-out digits is lowest after about 1,000 steps and back at 0.30 at the end; moved, it falls to 0.19.',
    why: 'In 1,500 batches of 64 each of the 8,000 digits comes about twelve times. Always the same, it is learned by heart; moved, it is another picture each time, and what is learned must hold for all of them.',
  },
  'tuning-blocks': {
    question:
      'A body that knows letters and shapes gets a new head and a thousand digits. HUB was made for this: should what is new be moved by another optimizer than what is old?',
    outcome:
      'Look at “What has moved”: how much of the way each optimizer leaves to the new head, how much to the body, and whether the one that spares the body has more of the held-out digits right.',
    why: 'What the body knows of strokes holds for digits too, and a bold step can undo it; the head knows nothing and has all to gain. Block-wise HUB takes the bold proposal where it is new and the careful one where it is not.',
  },
  'lane-liquid': {
    question:
      'Nineteen liquid cells steer by what a camera sees. Can a learned optimizer that never saw a picture of a road teach them?',
    outcome:
      'Watch the share of held-out frames that are steered within 1° of the driver: a network that always answers with the mean angle has a fifth of them. Who leaves that level first, and who is highest when Adam’s steps become smaller at 300?',
    why: 'The gradient comes through ten frames of six solver steps each into three convolutions: recurrent on one side, pictures on the other. The learned optimizer knows networks of both kinds, but none of both at once.',
  },
  'lane-memory': {
    question:
      'An LSTM of 64 units on the same eyes: does it need the smaller steps from 300 on, and does it need Adam?',
    outcome:
      'Look at the validation loss after step 300, where the first Adam’s steps become smaller and the second’s do not, and at how far plain SGD has come by then.',
    why: 'Batches of eight drives differ a lot, so steps of a constant size keep shaking the weights; smaller ones let them settle. An LSTM passes its gradient on along a memory; an LTC passes it through every solver step.',
  },
} as const;
