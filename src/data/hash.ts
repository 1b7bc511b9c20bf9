/** Content hashes and checksums of bytes: sha256 names artifacts and files, CRC-32 guards archives. */
import { DataError } from '../base/errors.ts';

/**
 * SHA-256 of bytes as 64 lowercase hexadecimal digits, by the platform's WebCrypto (Node ≥ 20; browsers in a secure context).
 * @throws DataError  when the page has no WebCrypto because it was not served over https or from localhost
 * @source [fips180]
 */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  const subtle = globalThis.crypto?.subtle;
  if (!subtle)
    throw new DataError('sha256Hex: WebCrypto is not available; serve the page over https or from localhost');
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** CRC-32 (reflected polynomial 0xEDB88320), the checksum of gzip members and zip entries, as an unsigned 32-bit integer. */
export function crc32(bytes: Uint8Array): number {
  let remainder = -1;
  for (let i = 0; i < bytes.length; i++) remainder = crcTable[(remainder ^ bytes[i]!) & 255]! ^ (remainder >>> 8);
  return ~remainder >>> 0;
}

const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0);
  return remainder;
});
