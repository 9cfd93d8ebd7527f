/** A plain text table and a progress line, for people at a terminal. */
import process from 'node:process';

/**
 * Columns padded to their widest cell; numbers to the right.
 * @param {string[]} head
 * @param {(string | number)[][]} rows
 * @param {('left' | 'right')[]} align one per column
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

/**
 * A progress line on standard error, drawn over itself at a terminal; elsewhere one line per tenth of the
 * way, so that a log stays short.
 * @param {string} label
 */
export function progressLine(label, stream = process.stderr) {
  let started = performance.now();
  let current = label;
  let lastDrawn = 0;
  let lastTenth = -1;
  const draw = (name, done, total) => {
    const share = total > 0 ? Math.min(1, done / total) : 1;
    const elapsed = (performance.now() - started) / 1000;
    const left = share > 0 ? `, ${Math.ceil(elapsed / share - elapsed)} s left` : '';
    if (!stream.isTTY) {
      const tenth = Math.floor(share * 10);
      if (tenth > lastTenth) stream.write(`${name} ${done}/${total}\n`);
      lastTenth = Math.max(lastTenth, tenth);
      return;
    }
    const full = Math.round(share * 30);
    stream.write(`\r${name} ${'█'.repeat(full)}${'░'.repeat(30 - full)} ${done}/${total}${left}\u001b[K`);
  };
  return {
    /** `name` replaces the label, and starts a new line's time, where several things are done in turn. */
    update(done, total, name = label) {
      if (name !== current) {
        started = performance.now();
        lastTenth = -1;
        current = name;
      }
      // Ten times a second is as much as anyone can read.
      if (performance.now() - lastDrawn < 100 && done < total) return;
      lastDrawn = performance.now();
      draw(name, done, total);
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
