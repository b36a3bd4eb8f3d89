import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The developers' copy of the issuer's files, beside the repository; its licence keeps it out of it. */
export const sharedMasters = fileURLToPath(
  new URL('../../../../../../../shared/data/masters/', import.meta.url),
);
export const sharedClaims = fileURLToPath(
  new URL('../../../../../../../shared/data/claims/', import.meta.url),
);

export const hasSharedData = existsSync(sharedMasters) && existsSync(sharedClaims);

/** Goes into the titles of tests that need the data. */
export const sharedDataNote = hasSharedData ? '' : ' (skipped: no shared data)';
