import type { FhirResource } from '../../../kernel/fhir/ports.ts';
import type { SourceResource } from '../../../kernel/records/record-source.ts';
import type { Institution, ShownFile } from '../model/record.ts';
import { concept, institutionReference, LANGUAGE, metaOf, type Reference } from './elements.ts';
import { instantInTokyo, stampOf } from './file-stamp.ts';
import { placeId } from './ids.ts';
import type { RenderScope } from './scope.ts';
import own from './systems.json' with { type: 'json' };

const AUTHOR = concept(
  'http://terminology.hl7.org/CodeSystem/provenance-participant-type',
  'author',
  'Author',
);
const WITHHELD: Reference = { display: '医療機関（名称は表示されません）' };

interface ClaimSeen {
  readonly file: ShownFile;
  readonly claim: number;
  readonly month: string;
  readonly institution: Institution | null;
  readonly targets: string[];
}

/** Collects what was rendered from which claim, and says it as one Provenance for each claim. */
export class ProvenanceBook {
  private readonly claims = new Map<string, ClaimSeen>();

  note({ file, claim, month, institution }: Omit<ClaimSeen, 'targets'>, target: string): void {
    const key = `${file.file}/${claim}`;
    let seen = this.claims.get(key);
    if (seen === undefined) {
      seen = { file, claim, month, institution, targets: [] };
      this.claims.set(key, seen);
    }
    seen.targets.push(target);
  }

  resources({ prefix }: Pick<RenderScope, 'prefix'>): FhirResource[] {
    return [...this.claims.values()].map(({ file, claim, month, institution, targets }) => {
      const stamp = stampOf(file);
      return {
        resourceType: 'Provenance',
        id: placeId(prefix, 'p', month, stamp, claim),
        // What is shown to whom differs, and so does what is told of it.
        meta: metaOf(null, `1.${targets.length}`, stamp.receivedAt),
        language: LANGUAGE,
        target: targets.map((reference) => ({ reference })),
        recorded: stamp.receivedAt,
        agent: [{ type: AUTHOR, who: institution === null ? WITHHELD : institutionReference(institution) }],
        entity: [
          {
            role: 'source',
            what: {
              identifier: { system: own.file, value: `${file.file}#${claim}` },
              ...(file.fileName === null ? {} : { display: file.fileName }),
            },
          },
        ],
      };
    });
  }
}

const LONGEST_ID = 64;

/** What an institution sent itself: none where its id leaves no room for another letter. */
export function provenanceOfStored(
  { prefix, gathered }: Pick<RenderScope, 'prefix' | 'gathered'>,
  { resource, facilityCode, receivedAt }: SourceResource,
): FhirResource[] {
  const id = `${prefix}q${resource.id.slice(prefix.length)}`;
  if (id.length > LONGEST_ID || !resource.id.startsWith(prefix)) return [];
  const institution = gathered.nameOf(facilityCode);
  const recorded = instantInTokyo(receivedAt);
  return [
    {
      resourceType: 'Provenance',
      id,
      meta: metaOf(null, resource.meta?.versionId ?? '1', recorded),
      language: LANGUAGE,
      target: [{ reference: `${resource.resourceType}/${resource.id}` }],
      recorded,
      agent: [{ type: AUTHOR, who: institution === null ? WITHHELD : institutionReference(institution) }],
    },
  ];
}
