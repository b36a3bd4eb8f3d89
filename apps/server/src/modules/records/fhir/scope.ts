import type { Setting, SourceFile } from '../../../kernel/records/record-source.ts';
import type { Gathered } from '../gather.ts';
import type { Reference } from './elements.ts';
import { stampOf } from './file-stamp.ts';
import { idPrefix, placeId } from './ids.ts';

/** What all renderings of one answer share. */
export interface RenderScope {
  readonly gathered: Gathered;
  /** What all ids of the person begin with. */
  readonly prefix: string;
  readonly subject: Reference;
}

export function scopeOf(gathered: Gathered): RenderScope {
  const { personId } = gathered.person;
  return { gathered, prefix: idPrefix(personId), subject: { reference: `Patient/${personId}` } };
}

interface Day {
  readonly file: Pick<SourceFile, 'file' | 'receivedAt'>;
  readonly claim: number;
  readonly date: string;
  readonly month: string;
  readonly setting: Setting;
}

/**
 * Id of the contact at which something was done: a day of an outpatient, the month of an inpatient's claim. Null for a
 * pharmacy, whose supply is no encounter.
 */
export function encounterId({ prefix }: Pick<RenderScope, 'prefix'>, day: Day): string | null {
  if (day.setting === 'pharmacy') return null;
  const stamp = stampOf(day.file);
  return day.setting === 'inpatient'
    ? placeId(prefix, 'v', day.month, stamp, day.claim)
    : placeId(prefix, 'v', day.month, stamp, day.claim, Number(day.date.slice(8)));
}

export function encounterReference(scope: RenderScope, day: Day): Reference | null {
  const id = encounterId(scope, day);
  return id === null ? null : { reference: `Encounter/${id}` };
}

/** Edition of the master behind a rendering: with another one the texts may be others, and so is the version. */
export const versionOf = (masterEdition: string | null): string =>
  `1.${masterEdition?.replaceAll('-', '') ?? '0'}`;
