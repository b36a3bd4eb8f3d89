import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Coverage } from '../../api/eligibility-types.ts';
import { formatDate, formatNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { formatRatio } from './ratio.ts';

/** Days of a coverage in words; no end means that none is known. */
export function useCoveragePeriod(): (coverage: Pick<Coverage, 'validFrom' | 'validTo'>) => string {
  const { t } = useTranslation();
  const language = useLanguage();
  return ({ validFrom, validTo }) => {
    const from = formatDate(validFrom, language);
    return validTo === null
      ? t('coverage.openEnd', { from })
      : t('coverage.closedEnd', { from, to: formatDate(validTo, language) });
  };
}

/** Symbol, number and branch as they stand on the certificate. */
export function certificateNumbers({ symbol, number, branch }: Coverage): string {
  return [symbol, number, branch].filter((part) => part !== '').join(' - ');
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-sm text-soft">{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/**
 * What an insurer has registered, as the desk needs it: the share in large figures first. `past`: it no longer holds,
 * is there for reference, and its share is not the one to charge.
 */
export function CoverageFacts({ coverage, past = false }: { coverage: Coverage; past?: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const period = useCoveragePeriod();
  const { ratioPercent, limitCertificate, specificDiseases, elderly } = coverage;
  const degraded = [coverage.name, coverage.kana, coverage.insuredName ?? ''].some((text) =>
    /[●■]/.test(text),
  );
  return (
    <div className="panel p-3">
      {past ? <p className="mb-1 text-sm font-bold text-warn">{t('coverage.past')}</p> : null}
      <div className="flex flex-wrap items-baseline justify-between gap-x-6">
        <p className="text-lg font-bold">{coverage.insurerName}</p>
        <p>
          <span className="mr-2 text-sm text-soft">{t('coverage.ratio')}</span>
          <span className={past ? '' : 'text-2xl font-bold'}>
            {ratioPercent === null ? t('coverage.noRatio') : formatRatio(ratioPercent, language)}
          </span>
        </p>
      </div>
      <dl className="mt-2 grid gap-x-6 gap-y-2 sm:grid-cols-2">
        <Fact name={t('coverage.insurer')}>{coverage.insurerNumber}</Fact>
        <Fact name={t('coverage.numbers')}>{certificateNumbers(coverage)}</Fact>
        <Fact name={t('coverage.relation')}>
          {t(`coverage.relations.${coverage.relation}`)}
          {coverage.relation === 'family' && coverage.insuredName !== null
            ? t('common.paren', { text: coverage.insuredName })
            : ''}
        </Fact>
        <Fact name={t('coverage.period')}>{period(coverage)}</Fact>
        {limitCertificate ? (
          <Fact name={t('coverage.limit')}>
            {limitCertificate.flag === null
              ? t(`coverage.limitClass.${limitCertificate.classification}`)
              : t(`coverage.limitFlag.${limitCertificate.flag}`, { defaultValue: limitCertificate.flag })}
          </Fact>
        ) : null}
        {elderly !== null && elderly.ratioPercent !== null ? (
          <Fact name={t('coverage.elderly')}>{formatRatio(elderly.ratioPercent, language)}</Fact>
        ) : null}
        {specificDiseases.map((one) => (
          <Fact key={`${one.disease}${one.validFrom}`} name={t('coverage.specific')}>
            {t(`coverage.disease.${one.disease}`, { defaultValue: one.disease })}
            {one.selfPayYen === null ? null : (
              <span className="block text-sm">
                {t('coverage.specificValue', { yen: formatNumber(one.selfPayYen, language) })}
              </span>
            )}
          </Fact>
        ))}
      </dl>
      {degraded ? <p className="mt-2 text-sm text-soft">{t('coverage.missingLetters')}</p> : null}
    </div>
  );
}
