import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Queryable } from '../../../../kernel/db/database.ts';
import { catalogueVersion, storedMasterFiles } from '../../../masters/index.ts';
import type { DrugKnowledge } from '../../model/knowledge.ts';
import { demoKnowledge, shippedUsages } from '../demo/demo-knowledge.ts';
import { createKnowledge } from '../knowledge/create-knowledge.ts';
import type { DrugMasterPart, FileKind, KnowledgePart } from '../read/parts.ts';
import { readDrugMaster } from '../read/read-drug-master.ts';
import { readKnowledgeFile } from '../read/read-file.ts';
import { givingWay } from '../steps.ts';
import * as sql from './sql.ts';

const decompress = promisify(gunzip);

interface FileRow {
  readonly kind: Exclude<FileKind, 'drug-master'>;
  readonly edition: string;
  readonly name: string;
  readonly content: Buffer;
}

/** Changes with every import of masters or of knowledge. */
export async function knowledgeVersion(db: Queryable): Promise<string> {
  const [masters, [files]] = await Promise.all([
    catalogueVersion(db),
    db.query<{ version: string }>(sql.selectVersion),
  ]);
  return `${masters}.${files?.version ?? '0'}`;
}

/**
 * All editions of everything that was imported, in memory; the demo knowledge while nothing was. Takes about a second
 * with the masters of the country, in small steps.
 */
export async function loadKnowledge(db: Queryable): Promise<DrugKnowledge> {
  const version = await knowledgeVersion(db);
  const masters = await loadMasters(db);
  const files = await db.query<FileRow>(sql.selectFiles);
  if (files.length === 0) return await givingWay(demoKnowledge(version, masters));
  const parts: KnowledgePart[] = [...masters];
  for (const { kind, edition, name, content } of files) {
    const bytes = await decompress(content);
    // What was taken once is taken again: its codes were known then, and masters are never deleted.
    const part = await givingWay(readKnowledgeFile({ kind, name, bytes, edition }, () => true));
    if ('fault' in part)
      throw new Error(`a stored file of knowledge cannot be read: ${part.fault} line ${part.line}`);
    parts.push(part);
  }
  const hasUsages = parts.some(({ kind }) => kind === 'usages');
  return await givingWay(
    createKnowledge({ version, demo: false, parts: hasUsages ? parts : [...parts, shippedUsages()] }),
  );
}

async function loadMasters(db: Queryable): Promise<readonly DrugMasterPart[]> {
  const parts: DrugMasterPart[] = [];
  for await (const { name, edition, scope, bytes } of storedMasterFiles(db, 'drug')) {
    const part = await givingWay(readDrugMaster(bytes, { name, edition }));
    if ('fault' in part)
      throw new Error(`a stored drug master cannot be read: ${part.fault} line ${part.line}`);
    parts.push(scope === 'full' ? part : { ...part, partial: true });
  }
  return parts;
}
