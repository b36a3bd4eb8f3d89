import { open, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Readers see the whole file or none: it gets its name when it is complete and durable. */
export async function writeWhole(
  directory: string,
  { name, bytes }: { readonly name: string; readonly bytes: Uint8Array },
): Promise<void> {
  const temporary = join(directory, `.${name}.tmp`);
  await writeFile(temporary, bytes);
  const file = await open(temporary, 'r+');
  await file.sync();
  await file.close();
  await rename(temporary, join(directory, name));
}
