import { expect, it } from 'vitest';
import { findTask } from '../../src/tasks';
import { texts } from '../../src/texts/page';
import { viewTexts } from '../../src/texts/views';

it('the two PSNRs of a picture say which samples they are of', () => {
  expect(findTask('siren').metric!.label).toBe('PSNR, batch');
  expect(viewTexts.psnr('31.2', true)).toBe('PSNR, all samples: 31.2 dB');
  expect(viewTexts.psnr('31.2', false)).toBe('PSNR, samples shown: 31.2 dB');
});

it('a compression says what it counts, and what it means below 1', () => {
  expect(viewTexts.counted('4 KiB', 'uint8', '2 KiB', false)).toMatch(
    /^Compression: the samples as uint8, 4 KiB, over/,
  );
  expect(viewTexts.counted('4 KiB', null, '2 KiB', false)).toMatch(/the file as it is packed, 4 KiB/);
  expect(viewTexts.counted('4 KiB', 'uint8', '2 KiB', false)).not.toContain('Below');
  expect(viewTexts.counted('4 KiB', 'uint8', '9 KiB', true)).toContain('the network is larger');
});

it('a picture has its width first, and says so', () => {
  expect(texts.data.shape([256, 512])).toBe('512 × 256 (width × height)');
  expect(texts.data.shape([3, 4, 5])).toBe('3 × 4 × 5');
});
