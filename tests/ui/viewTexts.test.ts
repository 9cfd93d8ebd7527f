import { expect, it } from 'vitest';
import { findTask } from '../../src/tasks';
import { viewTexts } from '../../src/texts/views';

it('the two PSNRs of a picture say which samples they are of', () => {
  expect(findTask('siren').metric!.label).toBe('PSNR, batch');
  expect(viewTexts.psnr('31.2', true)).toBe('PSNR, all samples: 31.2 dB');
  expect(viewTexts.psnr('31.2', false)).toBe('PSNR, samples shown: 31.2 dB');
});
