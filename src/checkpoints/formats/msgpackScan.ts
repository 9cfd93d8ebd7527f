/**
 * Walks a msgpack value without building anything, so that no length in a file is believed before it is
 * checked: a decoder allocates by declared lengths, and nine million nested arrays of fifteen take
 * gigabytes. Source: the msgpack specification, formats table.
 */
import { CheckpointError } from '../../core/errors';

export interface MsgpackLimits {
  readonly depth: number;
  /** Values in all, keys included. */
  readonly values: number;
}

interface Head {
  /** Bytes of head, then of payload that is skipped. */
  readonly skip: number;
  /** Values nested inside. */
  readonly children: number;
}

/** Throws `CheckpointError` unless `bytes` is exactly one value within the limits. */
export function checkMsgpack(bytes: Uint8Array, limits: MsgpackLimits): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  /** Values still to come, per open level. */
  const open = [1];
  let at = 0;
  let values = 0;
  while (open.length > 0) {
    if (open[open.length - 1] === 0) {
      open.pop();
      continue;
    }
    open[open.length - 1]--;
    if (++values > limits.values) throw foreign(`more than ${limits.values} values`);
    const head = readHead(view, at);
    at += head.skip;
    if (at > bytes.byteLength) throw truncated(at, bytes.byteLength);
    if (head.children > 0) {
      if (head.children > bytes.byteLength - at) throw truncated(at + head.children, bytes.byteLength);
      open.push(head.children);
      if (open.length > limits.depth) throw foreign(`values nested more than ${limits.depth} deep`);
    }
  }
  if (at !== bytes.byteLength)
    throw foreign(`${bytes.byteLength - at} bytes after the end of its only value`);
}

function readHead(view: DataView, at: number): Head {
  const need = (count: number) => {
    if (at + count > view.byteLength) throw truncated(at + count, view.byteLength);
  };
  need(1);
  const type = view.getUint8(at);
  /** An unsigned length of `width` bytes behind the type byte. */
  const length = (width: number): number => {
    need(1 + width);
    return width === 1
      ? view.getUint8(at + 1)
      : width === 2
        ? view.getUint16(at + 1)
        : view.getUint32(at + 1);
  };
  const blob = (width: number, extra = 0): Head => ({ skip: 1 + width + extra + length(width), children: 0 });
  const plain = (payload: number): Head => ({ skip: 1 + payload, children: 0 });
  if (type <= 0x7f || type >= 0xe0) return plain(0);
  if (type <= 0x8f) return { skip: 1, children: 2 * (type & 0x0f) };
  if (type <= 0x9f) return { skip: 1, children: type & 0x0f };
  if (type <= 0xbf) return plain(type & 0x1f);
  switch (type) {
    case 0xc0:
    case 0xc2:
    case 0xc3:
      return plain(0);
    case 0xc4:
    case 0xc5:
    case 0xc6:
      return blob(1 << (type - 0xc4));
    case 0xc7:
    case 0xc8:
    case 0xc9:
      return blob(1 << (type - 0xc7), 1);
    case 0xcc:
    case 0xd0:
      return plain(1);
    case 0xcd:
    case 0xd1:
      return plain(2);
    case 0xca:
    case 0xce:
    case 0xd2:
      return plain(4);
    case 0xcb:
    case 0xcf:
    case 0xd3:
      return plain(8);
    case 0xd4:
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8:
      return plain(1 + (1 << (type - 0xd4)));
    case 0xd9:
    case 0xda:
    case 0xdb:
      return blob(1 << (type - 0xd9));
    case 0xdc:
      return { skip: 3, children: length(2) };
    case 0xdd:
      return { skip: 5, children: length(4) };
    case 0xde:
      return { skip: 3, children: 2 * length(2) };
    case 0xdf:
      return { skip: 5, children: 2 * length(4) };
    default:
      throw foreign(`the byte 0x${type.toString(16)} where a value should start`);
  }
}

const truncated = (needed: number, found: number) =>
  new CheckpointError(`the file is cut short: expected at least ${needed} bytes, found ${found}`);
const foreign = (found: string) =>
  new CheckpointError(`expected a flax checkpoint (one small msgpack map), found ${found}`);
