import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expectationOf, pathOf, vectors } from './vectors.ts';

/* Writes the vectors as files that need no TypeScript: `<section>/<valid|invalid>/<name>.xml` and `.json`. */
for (const vector of vectors()) {
  const path = join(import.meta.dirname, pathOf(vector));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.xml`, vector.bytes);
  writeFileSync(`${path}.json`, expectationOf(vector));
}
