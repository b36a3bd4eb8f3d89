import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { pharmacyApi } from '../../api/pharmacy.ts';
import type { PrescriptionSummary } from '../../api/prescription-types.ts';
import { queryClient } from '../../app/query-client.ts';
import { useSession } from '../../app/session.tsx';
import { Button, buttonClass } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Empty } from '../../components/page.tsx';
import { formatDate } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { type Standing, standingOf } from './model/receivable.ts';
import { RefusalProblem } from './refusal-problem.tsx';
import { useToday } from './use-today.ts';
import { usePrescriptionWords } from './words.ts';

export const prescriptionKey = (id: string) => ['prescription', id] as const;
/** What was noticed when it was read from paper; only on the screen where that happened. */
export const paperKey = (id: string) => ['prescription', id, 'paper'] as const;

/** Prescriptions that were found: those that can be taken today first, and why others cannot. */
export function FoundList({ prescriptions }: { prescriptions: readonly PrescriptionSummary[] }) {
  const { t } = useTranslation();
  const own = useSession().organisation?.facilityCode ?? null;
  const today = useToday();
  if (prescriptions.length === 0)
    return <Empty title={t('pharmacy.nothingFound')}>{t('pharmacy.nothingFoundNote')}</Empty>;
  const rows = prescriptions.map((one) => ({ one, standing: standingOf(one, own, today) }));
  const first = rows.filter(({ standing }) => standing === 'ready' || standing === 'ours');
  const rest = rows.filter((row) => !first.includes(row));
  return (
    <ul className="space-y-3">
      {[...first, ...rest].map(({ one, standing }, at) => (
        <FoundItem key={one.prescriptionId} found={one} standing={standing} primary={at === 0} />
      ))}
    </ul>
  );
}

function FoundItem({
  found,
  standing,
  primary,
}: {
  found: PrescriptionSummary;
  standing: Standing;
  primary: boolean;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const words = usePrescriptionWords();
  const can = standing === 'ready' || standing === 'ours';
  return (
    <li className={`panel border-l-8 p-4 ${can ? 'border-l-good' : 'border-l-edge'}`}>
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <p className="text-xl font-bold">{found.personName}</p>
          <p>
            {found.institution.name}{' '}
            <span className="whitespace-nowrap">
              {t('pharmacy.issued', { date: formatDate(found.issuedOn, language) })}
            </span>
          </p>
          <Marks found={found} />
        </div>
        <NextStep found={found} standing={standing} primary={primary} />
      </div>
      <ul className="mt-2 text-sm">
        {found.drugs.map((drug, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: drugs are numbered by their place and never move
          <li key={at}>
            <span className="font-bold">{drug.name}</span> {words.amount(drug, drug.form)} {drug.usage}{' '}
            {words.quantity(drug.form, drug.quantity)}
          </li>
        ))}
      </ul>
      {can ? null : (
        <p className="mt-2 flex items-start gap-2 font-bold">
          <span className="text-warn">
            <Icon name="warning" />
          </span>
          <WhyNot found={found} standing={standing} />
        </p>
      )}
    </li>
  );
}

/** Refill, split, narcotic, paper: what changes how it is handled. */
export function Marks({ found }: { found: PrescriptionSummary }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const marks = [
    t(`pharmacy.issueType.${found.issueType}`),
    t('pharmacy.usableUntil', { date: formatDate(found.usableUntil, language) }),
    ...(found.totalUses > 1
      ? [t('pharmacy.refillUse', { use: found.currentUse, total: found.totalUses })]
      : []),
    ...(found.split === null ? [] : [t('pharmacy.splitPart', { ...found.split })]),
    ...(found.narcotic ? [t('pharmacy.narcoticMark')] : []),
    ...(found.openInquiries > 0 ? [t('pharmacy.inquiriesOpen', { n: found.openInquiries })] : []),
  ];
  return (
    <ul className="mt-1 flex flex-wrap gap-2 text-sm">
      {marks.map((mark) => (
        <li key={mark} className="rounded-8 border border-edge px-2">
          {mark}
        </li>
      ))}
    </ul>
  );
}

function WhyNot({ found, standing }: { found: PrescriptionSummary; standing: Standing }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { window } = found;
  const day = (date: string | undefined) => (date === undefined ? '' : formatDate(date, language));
  if (standing === 'too-early')
    return t('pharmacy.why.too-early', { from: day(window?.from), to: day(window?.to) });
  if (standing === 'too-late') return t('pharmacy.why.too-late', { to: day(window?.to) });
  if (standing === 'expired') return t('pharmacy.why.expired', { date: day(found.usableUntil) });
  if (standing === 'elsewhere') return t('pharmacy.why.elsewhere', { name: found.pharmacy?.name ?? '' });
  return t(`pharmacy.why.${standing}`);
}

function NextStep({
  found,
  standing,
  primary,
}: {
  found: PrescriptionSummary;
  standing: Standing;
  primary: boolean;
}) {
  const { t } = useTranslation();
  const { prescriptionId: id } = found;
  const navigate = useNavigate();
  const receive = useMutation({
    mutationFn: () => pharmacyApi.receive(id),
    onSuccess: async (view) => {
      queryClient.setQueryData(prescriptionKey(id), view);
      await navigate({ to: '/pharmacy/prescriptions/$id', params: { id } });
    },
  });
  const words = t('pharmacy.receiveOf', { name: found.personName, institution: found.institution.name });
  if (standing === 'ready')
    return (
      <div className="space-y-2">
        <Button
          look={primary ? 'primary' : 'secondary'}
          aria-label={words}
          isDisabled={receive.isPending}
          onPress={() => receive.mutate()}
        >
          {receive.isPending ? t('pharmacy.receiving') : t('pharmacy.receive')}
        </Button>
        {receive.isError ? <RefusalProblem error={receive.error} /> : null}
      </div>
    );
  if (standing === 'ours' || standing === 'dispensed' || standing === 'refused')
    return (
      <Link
        to="/pharmacy/prescriptions/$id"
        params={{ id }}
        className={buttonClass(standing === 'ours' && primary ? 'primary' : 'secondary')}
      >
        {t(standing === 'ours' ? 'pharmacy.goOn' : 'pharmacy.look')}
      </Link>
    );
  return null;
}
