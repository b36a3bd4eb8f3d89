import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { eligibilityApi } from '../../api/eligibility.ts';
import type { CheckIn } from '../../api/eligibility-types.ts';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { formatBirthDate, formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { useToday } from './use-today.ts';

/** People who put their card on the reader of this pharmacy today. */
export function WaitingPeople({ busy, onChoose }: { busy: boolean; onChoose: (checkIn: CheckIn) => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const today = useToday();
  const list = useQuery({
    queryKey: ['check-ins', today],
    queryFn: () => eligibilityApi.checkIns(today),
    refetchInterval: 20_000,
  });
  const people = list.data?.checkIns ?? [];
  return (
    <section aria-label={t('pharmacy.byCard')}>
      <h2 className="mb-2 text-lg">{t('pharmacy.byCard')}</h2>
      {list.isPending ? <Waiting label={t('pharmacy.byCard')} lines={3} /> : null}
      {list.isError ? <Problem error={list.error} onRetry={() => list.refetch()} /> : null}
      {list.isSuccess && people.length === 0 ? (
        <Empty title={t('pharmacy.nobody')}>{t('pharmacy.nobodyNote')}</Empty>
      ) : null}
      {people.length > 0 ? (
        <ul className="panel divide-y divide-line">
          {people.map((one) => (
            <li key={one.id} className="flex flex-wrap items-center justify-between gap-3 px-4 py-2">
              <p>
                <span className="block text-xs text-soft">{one.kana}</span>
                <span className="text-base font-bold">{one.name}</span>{' '}
                <span className="whitespace-nowrap">{formatBirthDate(one.birthDate, language)}</span>
                <span className="block text-sm text-soft">
                  {formatInstant(one.at, language)}
                  {one.prescription === null ? '' : ` / ${t(`desk.prescription.${one.prescription}`)}`}
                </span>
              </p>
              <Button
                isDisabled={busy}
                aria-label={t('pharmacy.showOf', { name: one.name })}
                onPress={() => onChoose(one)}
              >
                {t('pharmacy.show')}
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
