import { deviceTexts } from '../texts/device';
import { DeviceError } from './errors';

/** SHA-256 in 64 hexadecimal digits. Throws `DeviceError` at an address where browsers have no digests. */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  if (!subtle) throw new DeviceError(deviceTexts.noDigests);
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
