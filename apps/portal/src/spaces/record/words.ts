import { useTranslation } from 'react-i18next';
import type { DrugLine, Institution } from '../../api/types.ts';
import { formatDay } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import type { Coverage } from './model/coverage.ts';
import type { DrugLane } from './model/drug-lanes.ts';

/** Words for lines of a record, in the language of the screen. */
export function useWords() {
  const { t } = useTranslation();
  const language = useLanguage();
  const institution = (value: Institution | null) => value?.name ?? t('common.hidden');
  return {
    /** Name of a drug line; an unknown code is named as such, never hidden. */
    drugName: (line: DrugLine) => (line.known ? line.name : t('record.codeUnknown', { code: line.code })),
    laneName: (lane: DrugLane) => {
      const code = lane.supplies[0]?.line.code ?? '';
      const name = lane.known ? lane.label : t('record.codeUnknown', { code });
      return lane.route === 'internal' ? name : `${name}（${t(`route.${lane.route}`)}）`;
    },
    /** How much, with what the amount refers to. */
    amount: (line: DrugLine) => {
      if (line.amount === null) return t('record.amountMissing');
      const quantity = `${line.amount} ${line.unit ?? ''}`.trim();
      return t(`amount.${line.form}`, { quantity });
    },
    days: (line: DrugLine) => {
      if (line.form === 'oral')
        return line.days === null ? t('record.daysMissing') : t('record.days', { n: line.days });
      return line.times === null ? '' : t('record.times', { n: line.times });
    },
    institution,
    /** Who supplied, and who ordered where that is another. */
    source: (line: DrugLine) =>
      line.prescriber === null
        ? institution(line.institution)
        : t('record.orderedBy', { by: institution(line.institution), from: line.prescriber.name }),
    period: (coverage: Coverage) => {
      const from = formatDay(coverage.from, language);
      if (coverage.to - coverage.from === 1) return from;
      return t('record.fromTo', { from, to: formatDay(coverage.to - 1, language) });
    },
  };
}
