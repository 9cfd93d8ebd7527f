import { describe, expect, it } from 'vitest';
import { readExperiment } from '../../src/config/experiment';
import { isLinkFragment } from '../../src/config/linkFragment';
import { defaultExperiment } from '../../src/config/presets';
import { encodeLink } from '../../src/config/shareLink';
import { DEFAULT_VIEW } from '../../src/store/chartView';
import { replaceWeights } from '../../src/store/edit';
import { armLooks, chartThemes } from '../../src/ui/palette';
import { lossFigure } from '../../src/ui/plots/lossFigure';
import { recordedTrace } from '../../src/ui/plots/recordedTraces';
import { fileNameOf, pictureOf } from '../../src/ui/share/chartImages';
import { dataUrlBytes } from '../../src/ui/share/save';

const theme = chartThemes.light;
const recorded = {
  label: 'Adam',
  look: armLooks[0],
  perStep: 2,
  curve: {
    steps: [1, 4, 10],
    median: [1, 0.5, Number.POSITIVE_INFINITY],
    low: [0.9, 0.4, 0.3],
    high: [1.2, 0.7, Number.POSITIVE_INFINITY],
  },
};

describe('recorded curves', () => {
  it('are dots at their steps, with whiskers to the quartiles, and end where the run diverged', () => {
    const trace = recordedTrace(recorded, theme);
    expect(trace.mode).toBe('markers');
    expect(trace.x).toEqual([2, 8, 20]);
    expect(trace.y).toEqual([1, 0.5, null]);
    const { array, arrayminus } = trace.error_y as unknown as { array: number[]; arrayminus: number[] };
    expect(array.map((value) => value.toFixed(2))).toEqual(['0.20', '0.20', '0.00']);
    expect(arrayminus.map((value) => value.toFixed(2))).toEqual(['0.10', '0.10', '0.00']);
  });

  it('have no whiskers of a single seed', () => {
    const { curve } = recorded;
    const single = { ...recorded, curve: { ...curve, low: curve.median, high: curve.median } };
    expect(recordedTrace(single, theme)).not.toHaveProperty('error_y');
  });

  it('are drawn before anything has run, and the axis has room for them', () => {
    const chart = {
      arms: [],
      selected: null,
      marks: [],
      ghosts: [],
      options: DEFAULT_VIEW,
      theme,
      steps: 100,
      target: null,
      yTitle: '',
      width: 800,
    } as const;
    expect(lossFigure(chart)).toBeNull();
    const { data, layout } = lossFigure({ ...chart, recorded: [recorded] })!;
    expect(data).toHaveLength(1);
    const [low, high] = layout.yaxis!.range as number[];
    expect(10 ** low).toBeLessThan(0.3);
    expect(10 ** high).toBeGreaterThan(1.2);
  });
});

describe('a picture of a chart', () => {
  const data = [{ name: 'Adam' }, { hoverinfo: 'skip' as const }, { name: 'Adam' }, { name: 'SGD' }];

  it('has a ground, a title, and a legend that names every curve once', () => {
    const picture = pictureOf({ data, layout: { margin: { b: 40 } }, label: 'Curves' }, theme);
    expect(picture.data.map(({ showlegend }) => showlegend)).toEqual([true, false, false, true]);
    expect(picture.layout).toMatchObject({
      showlegend: true,
      paper_bgcolor: theme.card,
      title: { text: 'Curves' },
    });
    expect(picture.layout.margin!.b).toBeGreaterThan(40);
  });

  it('says below its title what lines and bands mean', () => {
    const caption = 'lines: medians';
    expect(pictureOf({ data, layout: { meta: caption }, label: '' }, theme).layout.title).toMatchObject({
      subtitle: { text: caption },
    });
    expect(pictureOf({ data, layout: {}, label: '' }, theme).layout.title).not.toHaveProperty('subtitle');
  });

  it('has no legend of a single curve', () => {
    const picture = pictureOf({ data: data.slice(0, 2), layout: {}, label: '' }, theme);
    expect(picture.layout.showlegend).toBe(false);
  });

  it('is named after the chart', () => {
    expect(fileNameOf('Training curves on LTC sine')).toBe('training-curves-on-ltc-sine');
  });

  it('comes out of its address as bytes, in both forms', () => {
    expect(new TextDecoder().decode(dataUrlBytes('data:image/svg+xml,%3Csvg%3E%CF%83'))).toBe('<svg>σ');
    expect([...dataUrlBytes('data:image/png;base64,iVBO')]).toEqual([0x89, 0x50, 0x4e]);
  });
});

describe('a fragment', () => {
  it('is taken for a link unless it is the name of a place on the page', () => {
    expect(['', '#', '#charts'].map(isLinkFragment)).toEqual([false, false, false]);
    expect([encodeLink(defaultExperiment('ltc-sine')), '#1', '#9abc'].every(isLinkFragment)).toBe(true);
  });
});

describe('other weights', () => {
  it('take the place of those named, in parts as well, and only there', () => {
    const experiment = readExperiment({
      task: { id: 'pathological' },
      arms: [
        { id: 'a1', optimizer: { id: 'celo', checkpoint: 'x' } },
        {
          id: 'a2',
          optimizer: {
            id: 'hub',
            parts: { designed: { id: 'sgd' }, learned: { id: 'celo', checkpoint: 'x' } },
          },
        },
        { id: 'a3', optimizer: { id: 'celo', checkpoint: 'y' } },
      ],
    });
    const changed = replaceWeights(experiment, 'x', { optimizer: 'celo-adam', checkpoint: 'z' });
    expect(changed.arms[0].optimizer).toMatchObject({ id: 'celo-adam', checkpoint: 'z' });
    expect(changed.arms[1].optimizer.parts!.learned).toMatchObject({ id: 'celo-adam', checkpoint: 'z' });
    expect(changed.arms[2]).toEqual(experiment.arms[2]);
    expect(() => readExperiment(changed)).not.toThrow();
  });
});
