/** Degrees with one decimal, a true minus, and no sign of zero. */
export function formatDegrees(degrees: number): string {
  if (!Number.isFinite(degrees)) return String(degrees);
  const text = degrees.toFixed(1).replace('-', '−');
  return text === '−0.0' ? '0.0' : text;
}
