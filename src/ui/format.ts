/** Numbers as the page writes them. */

const MINUS = '−';

/** Three significant digits, in powers of ten outside [0.001, 100,000); ∞ and – for what is not finite. */
export function formatValue(value: number, digits = 3): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${MINUS}∞`;
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text =
    size >= 1e-3 && size < 1e5
      ? String(Number(value.toPrecision(digits)))
      : value
          .toExponential(digits - 1)
          .replace(/\.?0+e/, 'e')
          .replace('e+', 'e');
  return text.replaceAll('-', MINUS);
}

/** Exactly, as it can be typed in again: 0.01, 1e-8. */
export function formatExact(value: number): string {
  const plain = String(value);
  return value !== 0 && Math.abs(value) < 1e-4 && !plain.includes('e') ? value.toExponential() : plain;
}

/** In a sentence, so that a field takes it as it stands: whole numbers with thousands separators where it asks for such. */
export const formatNumber = (value: number, whole = false): string =>
  whole && Number.isSafeInteger(value) ? formatCount(value) : formatExact(value);

/** Groups of three digits, as `formatCount` writes them. */
const GROUPED = /^-?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/;

/**
 * Number that a reader typed, or null. A decimal comma and a typographic minus are understood, and so are commas between
 * thousands, as the page writes them. One comma before three digits is such a one where whole numbers are asked for;
 * elsewhere it may be either, and the number is not taken.
 */
export function parseNumber(text: string, isWhole = false): number | null {
  const cleaned = text.replaceAll(/\s/g, '').replaceAll(MINUS, '-');
  if (cleaned === '') return null;
  const grouped = GROUPED.test(cleaned);
  if (grouped && !isWhole && /^-?\d+,\d+$/.test(cleaned)) return null;
  const value = Number(grouped ? cleaned.replaceAll(',', '') : cleaned.replace(',', '.'));
  return Number.isFinite(value) ? value : null;
}

/** With thousands separators. */
export function formatCount(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** A share in percent, to a tenth: "93.7 %". */
export const formatShare = (share: number): string =>
  Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : '–';

/** Whole percent of the steps that are done; 0 before there are any to do. */
export const percentDone = (step: number, steps: number): number =>
  steps > 0 ? Math.floor((100 * step) / steps) : 0;

/** A rate: whole above 10, else one decimal. */
export function formatRate(value: number): string {
  return value >= 10 ? formatCount(value) : value.toFixed(1);
}

/** "31 s", "2 min 5 s", "1 h 3 min". */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '∞';
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${formatCount(Math.floor(whole / 3600))} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** Time that something will still take: of long ones no more than is known. */
export function formatRemaining(seconds: number): string {
  if (seconds >= 36_000) return `${formatCount(Math.floor(seconds / 3600))} h`;
  if (seconds >= 600 && seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return formatDuration(seconds);
}

export function formatMicroseconds(micros: number): string {
  if (micros < 1000) return `${Math.round(micros)} µs`;
  if (micros < 1e6) return `${formatValue(micros / 1000)} ms`;
  return `${formatValue(micros / 1e6)} s`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 2 ** 20) return `${formatValue(bytes / 1024)} KiB`;
  if (bytes < 2 ** 30) return `${formatValue(bytes / 2 ** 20)} MiB`;
  return `${formatValue(bytes / 2 ** 30)} GiB`;
}
