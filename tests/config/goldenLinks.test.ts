import { expect, test } from 'vitest';
import { LINK_VERSION, linkTables } from '../../src/config/link/tables';
import { decodeLink, encodeLink } from '../../src/config/shareLink';
import golden1 from '../golden/links-v1.json' with { type: 'json' };
import golden2 from '../golden/links-v2.json' with { type: 'json' };

interface Golden {
  readonly name: string;
  readonly link: string;
  readonly experiment: object;
  readonly receipt?: object;
}

const versions: Readonly<Record<number, readonly Golden[]>> = { 1: golden1.links, 2: golden2.links };
const all = Object.entries(versions).flatMap(([version, links]) =>
  links.map((golden) => ({ version: Number(version), ...golden })),
);

test('there are at least ten golden links of every version', () => {
  expect(Object.keys(versions)).toEqual(Object.keys(linkTables));
  for (const links of Object.values(versions)) expect(links.length).toBeGreaterThanOrEqual(10);
});

test.each(all)('the link of $name, version $version, still means what it meant', (golden) => {
  const { version, link, experiment, receipt } = golden;
  const decoded = decodeLink(link);
  // Options that have come since are there besides.
  expect(decoded).toMatchObject({ experiment, notes: [], ...(receipt ? { receipt } : {}) });
  expect(decoded.receipt === undefined).toBe(receipt === undefined);
  const again = encodeLink(decoded.experiment, decoded.receipt);
  // Of the newest version: equal experiments, equal links. Of older ones: the same in the newest.
  if (version === LINK_VERSION) expect(again).toBe(link);
  else expect(decodeLink(again)).toEqual(decoded);
});
