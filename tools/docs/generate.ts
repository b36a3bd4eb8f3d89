import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../run-command.ts';
import { driftFaults } from './checks.ts';
import { renderDocuments } from './render.ts';
import { readText } from './sources.ts';

/** Writes the documents that follow from code; with --check only says which of them differ. */
const documents = renderDocuments();
if (process.argv.includes('--check')) {
  const faults = driftFaults(documents, (path) => (existsSync(join(ROOT, path)) ? readText(path) : ''));
  for (const fault of faults) console.log(fault);
  process.exitCode = faults.length === 0 ? 0 : 1;
} else {
  for (const { path, text } of documents) writeFileSync(join(ROOT, path), text);
}
