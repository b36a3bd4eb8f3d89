import { type Codec, codec, type ReadOptions, type ReadResult } from './codec.ts';
import table from './eps-operations.json' with { type: 'json' };
import { finding } from './findings.ts';
import {
  PRESCRIPTION_REQUEST,
  PRESCRIPTION_RESPONSE,
  type PrescriptionRequest,
  type PrescriptionResponse,
  REQUEST_BODY,
} from './prescription-layouts.ts';
import { elementName } from './schema.ts';
import { PRESCRIPTION_LIMITS } from './xml.ts';

/** An operation of the electronic prescription service; files of it have a prefix of their own. */
export type PrescriptionOperation = keyof typeof table.operations;

/** Prefix of the file's name with the operation. */
export const PRESCRIPTION_PREFIXES: ReadonlyMap<string, PrescriptionOperation> = new Map(
  Object.entries(table.operations).map(([name, { prefix }]) => [prefix, name as PrescriptionOperation]),
);

/** Whether a kind of message belongs to electronic prescriptions. */
export const isPrescriptionOperation = (kind: string): kind is PrescriptionOperation =>
  Object.hasOwn(table.operations, kind);

const BODY_PROPERTIES: ReadonlyMap<string, string> = new Map(
  Object.entries(REQUEST_BODY).map(([property, spec]) => [elementName(property, spec), property]),
);

const REQUESTS = new Map(
  [...PRESCRIPTION_PREFIXES.values()].map((operation): [string, Codec<PrescriptionRequest>] => [
    operation,
    codec(PRESCRIPTION_REQUEST, {
      strict: true,
      limits: PRESCRIPTION_LIMITS,
      check: ({ body }, findings) => {
        const present = new Set(Object.keys(body));
        for (const element of table.operations[operation].needs)
          if (!present.has(BODY_PROPERTIES.get(element) ?? ''))
            findings.add(finding('element-missing', { path: `MessageBody/${element}` }, undefined, 'error'));
      },
    }),
  ]),
);

/** `EPSsi…req` of an operation; an element that it needs and that is missing refuses it. @spec prescriptions.md §9 */
export function readPrescriptionRequest(
  operation: PrescriptionOperation,
  bytes: Uint8Array,
  options: ReadOptions = {},
): ReadResult<PrescriptionRequest> {
  const found = REQUESTS.get(operation);
  if (found === undefined) throw new RangeError('no such operation');
  return found.read(bytes, options);
}

/** `EPSsi…req` of any operation. @spec prescriptions.md §9 */
export const {
  write: writePrescriptionRequest,
}: Pick<Codec<PrescriptionRequest>, 'write'> = codec(PRESCRIPTION_REQUEST, {
  strict: true,
  limits: PRESCRIPTION_LIMITS,
});

/** `EPSsi…res`, errors included. @spec prescriptions.md §9 */
export const {
  read: readPrescriptionResponse,
  write: writePrescriptionResponse,
}: Codec<PrescriptionResponse> = codec(PRESCRIPTION_RESPONSE, { strict: false, limits: PRESCRIPTION_LIMITS });
