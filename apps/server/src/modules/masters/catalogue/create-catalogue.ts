import type { MasterCatalogue } from '../model/catalogue.ts';
import type { EntryOf, MasterKind } from '../model/entries.ts';
import { type CodeIndex, createCodeIndex, type Snapshot } from './code-index.ts';

export type CatalogueContent = { readonly [Kind in MasterKind]?: readonly Snapshot<EntryOf[Kind]>[] };

/** Builds a catalogue from entries in memory: what `loadCatalogue` does after reading, and what tests use. */
export function createCatalogue(version: string, content: CatalogueContent): MasterCatalogue {
  const act = createCodeIndex(content.act ?? []);
  const drug = createCodeIndex(content.drug ?? []);
  const material = createCodeIndex(content.material ?? []);
  const disease = createCodeIndex(content.disease ?? []);
  const comment = createCodeIndex(content.comment ?? []);
  const modifier = createCodeIndex(content.modifier ?? []);
  const indexes: Record<MasterKind, Pick<CodeIndex<unknown>, 'size'>> = {
    act,
    drug,
    material,
    disease,
    comment,
    modifier,
  };
  const editions = {
    act: editionsOf(content.act),
    drug: editionsOf(content.drug),
    material: editionsOf(content.material),
    disease: editionsOf(content.disease),
    comment: editionsOf(content.comment),
    modifier: editionsOf(content.modifier),
  };

  return Object.freeze({
    version,
    act: act.resolve,
    drug: drug.resolve,
    material: material.resolve,
    disease: disease.resolve,
    comment: comment.resolve,
    modifier: modifier.resolve,
    isEmpty: (kind: MasterKind) => indexes[kind].size === 0,
    editions: (kind: MasterKind) => editions[kind],
  });
}

function editionsOf(snapshots: readonly { readonly edition: string }[] = []): readonly string[] {
  return [...new Set(snapshots.map((snapshot) => snapshot.edition))].sort().reverse();
}
