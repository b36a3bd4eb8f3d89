import type { Encoding, PrescriptionRequestBody, PrescriptionResponseBody } from '@tsunagu/oqs';
import type { LifeDeps } from '../../deps.ts';
import type { Caller } from '../../door.ts';

/** One request as an operation wants it. */
export interface Ask {
  readonly caller: Caller;
  readonly body: PrescriptionRequestBody;
  /** Under which it is carried out once; null: by its content. */
  readonly key: string | null;
}

/** What an answer needs of its question. */
export interface Asked {
  readonly at: Date;
  readonly encoding: Encoding;
  readonly echo: { readonly medicalInstitutionCode?: string; readonly arbitraryFileIdentifier?: string };
}

/** Carries an operation out by the use case that the JSON routes call too; what refuses it is thrown. */
export type Operation = (deps: LifeDeps, ask: Ask) => Promise<PrescriptionResponseBody>;
