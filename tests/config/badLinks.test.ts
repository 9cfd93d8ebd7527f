import { describe, expect, test } from 'vitest';
import { readExperiment } from '../../src/config/experiment';
import { ByteWriter, crc24, toBase64Url } from '../../src/config/link/bytes';
import { pack } from '../../src/config/link/pack';
import { LINK_VERSION, linkTables } from '../../src/config/link/tables';
import { decodeLink, encodeLink, MAX_LINK } from '../../src/config/shareLink';
import { ConfigError } from '../../src/core/errors';
import { receiptFor } from './receipts';

const tables = linkTables[LINK_VERSION];
const two = readExperiment({
  task: { id: 'pathological' },
  arms: [
    { id: 'a1', optimizer: { id: 'adam', options: { learningRate: 0.002 } } },
    { id: 'a2', optimizer: { id: 'sgd', options: { learningRate: 0.003 } } },
  ],
  steps: 50,
});
const link = encodeLink(two, receiptFor(two, 3));

/** A link around any contents, with length and checksum right. */
function sealed(recipe: Uint8Array, form = 0): string {
  const content = new ByteWriter();
  content.count(recipe.length * 4 + form);
  content.append(recipe);
  const crc = crc24(Uint8Array.from([0x30 + LINK_VERSION, ...content.bytes]));
  return `#${LINK_VERSION}${toBase64Url(Uint8Array.from([crc >> 16, (crc >> 8) & 255, crc & 255, ...content.bytes]))}`;
}

/** The refusal's sentence. */
function refusal(text: string): string {
  try {
    decodeLink(text);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('A bad link says what is wrong:', () => {
  test('cut off anywhere', () => {
    for (let length = 3; length < link.length; length++) {
      const message = refusal(link.slice(0, length));
      expect(message).toMatch(/the link is cut off: .*; nothing of the link was used/);
      if (length > 9) expect(message).toContain(`${length} of its ${link.length} characters are here`);
    }
    expect(refusal('#1')).toMatch(/cut off: it has only 2 characters/);
    expect(refusal('#')).toMatch(/the link is empty/);
    expect(refusal('')).toMatch(/the link is empty/);
  });

  test('every single bit flipped', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    for (let at = 2; at < link.length; at++) {
      for (let bit = 0; bit < 6; bit++) {
        const flipped = alphabet[alphabet.indexOf(link[at]) ^ (1 << bit)];
        const message = refusal(link.slice(0, at) + flipped + link.slice(at + 1));
        expect(message).toMatch(/checksum is wrong|cut off|too many|must be at most/);
      }
    }
  });

  test('from a newer version, or no link at all', () => {
    expect(refusal(`#3${link.slice(2)}`)).toMatch(
      /version 3 is newer than this playground, which reads up to 2/,
    );
    expect(refusal('#lesson-3')).toMatch(/no link of the playground/);
    expect(refusal('#0abc')).toMatch(/no link of the playground/);
    expect(refusal('#__proto__')).toMatch(/no link of the playground/);
    expect(refusal(`${link.slice(0, 20)}!${link.slice(21)}`)).toMatch(/comes one that links do not have/);
    expect(refusal(`#1${'A'.repeat(1_000_000)}`)).toMatch(/links have 2000 at most/);
  });

  test('an unknown task', () => {
    const recipe = pack(two, tables);
    recipe[1] = 100;
    expect(refusal(sealed(recipe))).toMatch(/a task that this version of the playground does not know/);
  });

  test('a billion seeds', () => {
    const writer = new ByteWriter();
    writer.byte(4); // the number of seeds is there
    writer.count(1); // pathological
    writer.byte(0); // no option changed
    writer.count(1_000_000_000);
    expect(refusal(sealed(writer.bytes))).toMatch(/the number of seeds must be at most 32/);
  });

  test('a billion arms, or an arm of a gigabyte', () => {
    for (const arms of [[1_000_000_000], [1, 1_000_000_000], [1, 60_000]]) {
      const writer = new ByteWriter();
      writer.append(Uint8Array.of(0, 1, 0));
      for (const count of arms) writer.count(count);
      expect(refusal(sealed(writer.bytes))).toMatch(/must be at most|ends too early/);
    }
  });

  test('numbers out of range', () => {
    const wrong = [
      { ...two, steps: 0.5 },
      { ...two, steps: 1e9 },
      { ...two, seeds: { first: 4294967295, count: 1 } },
      { ...two, task: { ...two.task, options: { ...two.task.options, dim: 1e9 } } },
    ];
    for (const experiment of wrong) {
      expect(refusal(sealed(pack(experiment, tables)))).toMatch(/must (be a whole number|lie in)/);
    }
  });
});

describe('What can be kept is kept, and the rest is said:', () => {
  test('an arm with an optimizer of the future', () => {
    const grown = { ...tables, optimizers: [...tables.optimizers, { id: 'lion', parts: [], options: [] }] };
    const arms = [{ ...two.arms[0], optimizer: { id: 'lion', options: {} } }, two.arms[1]];
    const { experiment, notes } = decodeLink(sealed(pack({ ...two, arms }, grown)));
    expect(experiment).toEqual({ ...two, arms: [two.arms[1]] });
    expect(notes).toEqual([
      'Arm 1 was left out: it uses an optimizer that this version of the playground does not know.',
    ]);
    expect(refusal(sealed(pack({ ...two, arms: [arms[0]] }, grown)))).toMatch(/Arm 1 was left out/);
  });

  test('an arm with a number out of range', () => {
    const arms = [{ ...two.arms[0], clipNorm: -3 }, two.arms[1]];
    const { experiment, notes } = decodeLink(sealed(pack({ ...two, arms }, tables)));
    expect(experiment.arms).toEqual([two.arms[1]]);
    expect(notes).toEqual(['Arm 1 was left out: arms[0].clipNorm must lie in [0.001, 1000], got -3.']);
  });

  test('the receipt of an arm that stays, when another is left out', () => {
    const receipt = receiptFor(two, 3);
    const arms = [{ ...two.arms[0], clipNorm: 1e9 }, two.arms[1]];
    const damaged = encodeLink({ ...two, arms }, receipt);
    expect(decodeLink(damaged).receipt?.arms).toEqual([receipt.arms[1]]);
  });

  test('option changes that do not check are left out, the experiment stays', () => {
    const interventions = [{ step: 5, armId: 'a1', path: 'learningRate', value: -1 }];
    const { experiment, notes } = decodeLink(sealed(pack({ ...two, interventions }, tables)));
    expect(experiment).toEqual(two);
    expect(notes[0]).toMatch(
      /option changes within the run were left out: interventions\[0\].value must lie in/,
    );
  });

  test('a receipt that cannot be read', () => {
    const recipe = pack(two, tables);
    const { experiment, receipt, notes } = decodeLink(
      sealed(Uint8Array.of(recipe.length, ...recipe, 6, 1), 2),
    );
    expect(experiment).toEqual(two);
    expect(receipt).toBeUndefined();
    expect(notes).toEqual(['The receipt was left out: the link is damaged: the receipt names no backend.']);
  });

  test('a full stop or bracket after the link, and the address before it', () => {
    const { experiment, notes } = decodeLink(`https://example.org/sub/path/?idle${link}).`);
    expect(experiment).toEqual(two);
    expect(notes).toEqual(['What followed the link (2 characters) was ignored.']);
    expect(decodeLink(link.slice(1)).experiment).toEqual(two);
  });
});

test('names of an object’s inheritance are names like any other', () => {
  const odd = readExperiment({
    ...two,
    arms: ['__proto__', 'constructor', 'toString', 'hasOwnProperty'].map((id) => ({
      id,
      label: id,
      optimizer: {
        id: 'hub',
        parts: {
          designed: { id: 'adam' },
          learned: { id: 'celo', checkpoint: id },
        },
        blocks: JSON.parse('{"__proto__": "invert", "constructor": "default"}'),
      },
    })),
  });
  expect(decodeLink(encodeLink(odd)).experiment).toEqual(odd);
  expect(({} as Record<string, unknown>).invert).toBeUndefined();
  for (const id of ['__proto__', 'constructor']) {
    expect(() => encodeLink({ ...two, task: { ...two.task, id } })).toThrow(
      /links have no word for the task/,
    );
  }
});

test('an experiment too long for a link is refused with the way out', () => {
  const arms = Array.from({ length: 8 }, (_, index) => ({
    ...two.arms[0],
    id: `a${index + 1}`,
    label: Array.from({ length: 80 }, (_, at) => String.fromCodePoint(0x4e00 + 97 * index + 31 * at)).join(
      '',
    ),
  }));
  expect(() => encodeLink(readExperiment({ ...two, arms }))).not.toThrow();
  const interventions = Array.from({ length: 200 }, (_, index) => ({
    step: index * index + 1,
    armId: 'a1',
    path: 'learningRate',
    value: Math.sin(index + 1) ** 2,
  }));
  expect(() => encodeLink(readExperiment({ ...two, arms, interventions }))).toThrow(
    new RegExp(
      `the link would have \\d+ characters, ${MAX_LINK} is the most; save the experiment as a file instead`,
    ),
  );
});
