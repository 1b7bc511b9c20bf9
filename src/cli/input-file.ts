/** Single files that a command reads. */
import { createReadStream } from 'node:fs';
import { DataError } from '../base/errors.ts';

/** At most one byte more than a reader takes, which then says that it is too much. @throws DataError when the file cannot be read */
export async function readInput(name: string, maxBytes: number): Promise<{ bytes: Uint8Array; name: string }> {
  const pieces: Uint8Array[] = [];
  try {
    for await (const piece of createReadStream(name, { end: maxBytes })) pieces.push(piece);
  } catch (error) {
    throw new DataError(`${name} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  return { bytes: Buffer.concat(pieces), name };
}
