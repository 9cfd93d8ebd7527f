import { expect, test } from 'vitest';
import { decodeLink, encodeLink } from '../../src/config/shareLink';
import golden1 from '../golden/links-v1.json' with { type: 'json' };

test('there are at least ten golden links of every version', () => {
  expect(golden1.links.length).toBeGreaterThanOrEqual(10);
});

test.each(golden1.links)('the link of $name still means what it meant', ({ link, experiment, receipt }) => {
  const decoded = decodeLink(link);
  // Options that have come since are there besides.
  expect(decoded).toMatchObject({ experiment, notes: [], ...(receipt ? { receipt } : {}) });
  expect(decoded.receipt === undefined).toBe(receipt === undefined);
  // Of the newest version: equal experiments, equal links.
  expect(encodeLink(decoded.experiment, decoded.receipt)).toBe(link);
});
