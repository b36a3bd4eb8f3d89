import { addDays, insuredKey, parseLocalDate } from '@tsunagu/ids';
import type { Finding, Prescription } from '@tsunagu/jahis';
import { AppError } from '../../../kernel/errors/app-error.ts';
import type { InsuredOn } from '../deps.ts';
import { facilityCodeOf } from './draft.ts';
import { numbersOf } from './find-person.ts';
import rules from './rules.json' with { type: 'json' };
import { lastDayOf } from './validity.ts';

/** SameInstitution: nobody registers in the name of another. Throws RX_INSTITUTION_WRONG. */
export function requireOwnInstitution({ institution }: Prescription, facilityCode: string): void {
  if (facilityCodeOf(institution) !== facilityCode) throw new AppError('RX_INSTITUTION_WRONG');
}

/** Not in the future, not long ago, and usable at least on the day of issue. Throws RX_ISSUE_DATE. @spec prescriptions.md §4 */
export function requireDays({ issuedOn, usableUntil }: Prescription, today: string): void {
  const day = parseLocalDate(today);
  const earliest = day === null ? today : addDays(day, -rules.issuedAtMostDaysAgo);
  if (issuedOn > today || issuedOn < earliest)
    throw new AppError('RX_ISSUE_DATE', { issuedOn, earliest, latest: today });
  const until = lastDayOf(issuedOn, usableUntil);
  if (until < issuedOn) throw new AppError('RX_ISSUE_DATE', { issuedOn, usableUntil: until });
}

const warning = (rule: string, ja: string, en: string): Finding => ({
  rule,
  level: 'warning',
  line: 0,
  record: null,
  item: null,
  message: { ja, en },
});

/** Whether the person is insured on the day with the numbers that the document names: never a reason to refuse. */
export function coverageFindings(document: Prescription, insured: InsuredOn | null): Finding[] {
  if (insured === null)
    return [
      warning(
        'COVERAGE_NOT_FOUND',
        '交付日に有効な資格が見つかりません',
        'No coverage holds on the day of issue',
      ),
    ];
  const numbers = numbersOf(document);
  const same = numbers !== null && insuredKey(numbers) === insuredKey(insured);
  return same
    ? []
    : [
        warning(
          'COVERAGE_DIFFERS',
          '資格情報の記号・番号と異なります',
          'The numbers differ from the coverage of that day',
        ),
      ];
}
