import type { Steps } from '../steps.ts';
import { dateInName } from './decode.ts';
import type { FileKind, KnowledgePart, ReadResult } from './parts.ts';
import { readAllergens } from './read-allergens.ts';
import { readContraindications } from './read-contraindications.ts';
import { readDrugMaster } from './read-drug-master.ts';
import { readGeneralNames } from './read-general-names.ts';
import { readPriceList } from './read-price-list.ts';
import { readUsages } from './read-usages.ts';

export interface KnowledgeFile {
  readonly kind: FileKind;
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Instead of the day in the name, where another one is known. */
  readonly edition?: string | null;
}

/** Reads one file whole or not at all. `isKnown`: see `readContraindications`. */
export function* readKnowledgeFile(
  file: KnowledgeFile,
  isKnown: (receiptCode: string) => boolean,
): Steps<ReadResult<KnowledgePart>> {
  const part = yield* readAs(file, isKnown);
  return 'fault' in part || file.edition === undefined ? part : { ...part, edition: file.edition };
}

function* readAs(
  { kind, name, bytes }: KnowledgeFile,
  isKnown: (receiptCode: string) => boolean,
): Steps<ReadResult<KnowledgePart>> {
  switch (kind) {
    case 'drug-master':
      return yield* readDrugMaster(bytes, { name, edition: dateInName(name) });
    case 'price-list':
      return yield* readPriceList(bytes, name);
    case 'general-names':
      return readGeneralNames(bytes, name);
    case 'usages':
      return yield* readUsages(bytes, name);
    case 'contraindications':
      return yield* readContraindications(bytes, name, isKnown);
    case 'allergens':
      return yield* readAllergens(bytes, name);
  }
}
