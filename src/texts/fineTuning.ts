/** The view of fine-tuning. */
const kinds = {
  convolution: 'Convolution',
  patches: 'Patches',
  token: 'Class token',
  positions: 'Positions',
  attention: 'Attention',
  dense: 'Dense',
  norm: 'Norm',
  head: 'Head',
} as const;

export const fineTuningTexts = {
  blocks: 'What has moved',
  blocksSub: 'the way from the start to now, block by block',
  blocksLabel: 'How far the blocks of the networks have moved since the start',
  blocksKey:
    'Bars: a block’s share of the squared length of the way. Beside them: the length of its own way over the length of what it was at the start.',
  block: (kind: keyof typeof kinds, number: number) =>
    number > 0 ? `${kinds[kind]} ${number}` : kinds[kind],
  blockTitle: (origin: string, size: string) => `${origin}, ${size} weights`,
  moved: (share: string) => `moved ${share}`,
  origins: { pretrained: 'pre-trained', new: 'new' },
  right: (share: string) => `${share} of the held-out digits right`,
  filters: 'First filters',
  filtersSub: 'what the first layer looks for, at the start and now',
  filtersLabel: 'How far the filters of the first layer have moved since the start',
  filtersKey:
    'All on one scale; a filter answers most to ink where it is positive and none where it is negative.',
  before: 'at the start',
  after: 'now',
  mosaic: {
    before: (name: string, count: number) => `The ${count} filters of the first layer at the start, ${name}`,
    after: (name: string, count: number) => `The ${count} filters of the first layer now, ${name}`,
  },
  columns: {
    block: 'block',
    origin: 'begins',
    size: 'weights',
    filter: 'filter',
    share: (name: string) => `${name}: share`,
    moved: (name: string) => `${name}: moved by`,
  },
} as const;
