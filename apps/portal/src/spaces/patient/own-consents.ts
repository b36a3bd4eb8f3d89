import type { OwnConsent } from '../../api/access-types.ts';
import { CATEGORIES } from '../../api/types.ts';

export interface InstitutionConsents {
  readonly facilityCode: string;
  readonly facilityName: string;
  /** One a category, the one that holds longest, in the order of the categories. */
  readonly standing: readonly OwnConsent[];
  readonly past: readonly OwnConsent[];
}

const endOf = ({ validUntil }: OwnConsent): number =>
  validUntil === null ? Infinity : Date.parse(validUntil);

/** Consents by institution, in the order in which institutions first occur. */
export function byInstitution(consents: readonly OwnConsent[]): readonly InstitutionConsents[] {
  const codes = [...new Set(consents.map(({ facilityCode }) => facilityCode))];
  return codes.map((facilityCode) => {
    const mine = consents.filter((one) => one.facilityCode === facilityCode);
    const given = mine.filter((one) => one.state === 'given');
    const standing = CATEGORIES.flatMap((category) => {
      const [longest] = given.filter((one) => one.category === category).sort((a, b) => endOf(b) - endOf(a));
      return longest === undefined ? [] : [longest];
    });
    const past = mine.filter((one) => one.state !== 'given');
    return { facilityCode, facilityName: mine[0]?.facilityName ?? facilityCode, standing, past };
  });
}
