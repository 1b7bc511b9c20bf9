/** gzip as a container of one file: recognized by its first bytes, inflated within a size limit, checked against its trailer. */
import { gunzipSync } from 'fflate';
import { DataError } from '../base/errors.ts';
import { crc32 } from './hash.ts';
import { maxBytesOf, type ReadLimits } from './limits.ts';

/** True when the bytes begin like a gzip file. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * The content of a gzip file with one member.
 * @param name  the file's name, for messages
 * @throws DataError  when it is truncated, larger than the limit, or does not match its own length or CRC-32
 * @source [rfc1952]
 */
export function gunzip(bytes: Uint8Array, name: string, limits: ReadLimits = {}): Uint8Array {
  if (bytes.length < 18) throw new DataError(`${name}: gzip file is truncated (${bytes.length} bytes)`);
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 8, 8);
  const size = trailer.getUint32(4, true);
  if (size > maxBytesOf(limits))
    throw new DataError(
      `${name}: gzip file announces ${size} bytes, over the limit of ${maxBytesOf(limits)}; is it truncated?`,
    );
  const content = inflate(bytes, name, size);
  if (content.length !== size || crc32(content) !== trailer.getUint32(0, true))
    throw new DataError(`${name}: gzip file is truncated or corrupt (its content does not match its checksum)`);
  return content;
}

function inflate(bytes: Uint8Array, name: string, size: number): Uint8Array {
  try {
    return gunzipSync(bytes, { out: new Uint8Array(size) });
  } catch (error) {
    throw new DataError(`${name}: gzip file is truncated or corrupt (${(error as Error).message})`);
  }
}
