import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { contentPolicy } from '../../scripts/vite/contentPolicy';
import { catalogue } from '../../src/checkpoints/catalogue';

const directives = new Map(
  contentPolicy.split('; ').map((directive) => {
    const [name, ...sources] = directive.split(' ');
    return [name, sources] as const;
  }),
);

describe('the policy of the built page', () => {
  test('lets scripts come from the page alone, and nothing be evaluated', () => {
    expect(directives.get('script-src')).toEqual(["'self'"]);
    expect(directives.get('worker-src')).toEqual(["'self'"]);
    expect(directives.get('default-src')).toEqual(["'none'"]);
    expect(contentPolicy).not.toContain('unsafe-eval');
  });

  test('lets the page ask for published checkpoints and for nothing else', () => {
    const addresses = catalogue
      .filter(({ origin }) => origin === 'published')
      .flatMap(({ files }) => files.map(({ url }) => url));
    expect(addresses.length).toBeGreaterThan(0);
    expect(directives.get('connect-src')).toEqual(["'self'", ...addresses, 'https://*.hf.co']);
  });

  test('is the one that docs/deploy.md names', () => {
    const docs = readFileSync('docs/deploy.md', 'utf8');
    expect(docs).toContain(`Content-Security-Policy: ${contentPolicy}; frame-ancestors 'none'`);
  });
});
