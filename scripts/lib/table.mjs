/** A plain text table and a progress line, for people at a terminal. */
import process from 'node:process';

/**
 * Columns padded to their widest cell; numbers to the right.
 * @param {string[]} head
 * @param {(string | number)[][]} rows
 * @param {readonly ('left' | 'right')[]} align one per column
 */
export function table(head, rows, align) {
  const text = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...text.map((row) => row[column].length)));
  const pad = (cell, column) =>
    align[column] === 'right' ? cell.padStart(widths[column]) : cell.padEnd(widths[column]);
  const lines = text.map((row) => row.map(pad).join('  ').trimEnd());
  lines.splice(1, 0, widths.map((width) => '-'.repeat(width)).join('  '));
  return lines.join('\n');
}

/** A log gets a line of progress this often. */
const LOG_INTERVAL_MS = 5000;
/** A terminal is redrawn this often, which is as much as anyone can read. */
const DRAW_INTERVAL_MS = 100;

/**
 * A progress line on standard error: drawn over itself at a terminal, now and then a line of its own in a
 * log.
 * @param {string} label
 */
export function progressLine(label, stream = process.stderr) {
  let name = label;
  let started = performance.now();
  let drawn = started;
  return {
    /** `current` is what is being done, where several things are done in turn; each has its own time. */
    update(done, total, current = label) {
      const now = performance.now();
      if (current !== name) {
        name = current;
        started = now;
      }
      if (total === 0 || now - drawn < (stream.isTTY ? DRAW_INTERVAL_MS : LOG_INTERVAL_MS)) return;
      drawn = now;
      const share = Math.min(1, done / total);
      const seconds = (now - started) / 1000;
      const left = share > 0 ? `, ${Math.ceil(seconds / share - seconds)} s left` : '';
      const full = Math.round(share * 30);
      const text = `${name} ${done}/${total}${left}`;
      if (stream.isTTY) stream.write(`\r${'█'.repeat(full)}${'░'.repeat(30 - full)} ${text}\u001b[K`);
      else stream.write(`${text}\n`);
    },
    end() {
      if (stream.isTTY) stream.write('\r\u001b[K');
    },
  };
}

/** Four significant digits, in the notation that reads best. */
export function short(value) {
  if (value === null || value === undefined) return '-';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : String(value);
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size >= 1e-3 && size < 1e5 ? String(Number(value.toPrecision(4))) : value.toExponential(2);
}
