import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PrescriptionView } from '../../api/prescription-types.ts';
import { prescriptionsApi } from '../../api/prescriptions.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { Choice } from '../../components/choice.tsx';
import { Icon } from '../../components/icon.tsx';
import { Notice } from '../../components/notice.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { CopySheet } from './print/copy-sheet.tsx';
import { PaperSheet } from './print/paper-sheet.tsx';
import { usePrescription } from './use-prescriptions.ts';

const PAPERS = ['a5', 'a4'] as const;
type Paper = (typeof PAPERS)[number];

/** What is handed over: the prescription itself on paper, or the 控え of an electronic one. */
export function PrintPage() {
  const { t } = useTranslation();
  const { id } = useParams({ from: '/shell/prescriptions/$id/print' });
  const one = usePrescription(id);
  const [paper, setPaper] = useState<Paper>('a5');
  const title = one.data === undefined ? t('rx.print.title') : t(`rx.print.to.${one.data.issueType}`);
  useEffect(() => {
    document.title = `${title} | ${t('app.name')}`;
  }, [title, t]);
  return (
    <div className="space-y-4">
      <div className="space-y-4 print:hidden">
        <h1 className="text-2xl leading-snug">{title}</h1>
        {one.isPending ? <Waiting label={t('rx.print.title')} /> : null}
        {one.isError ? <Problem error={one.error} onRetry={() => one.refetch()} /> : null}
        {one.data === undefined ? null : (
          <>
            <NotForUse view={one.data} />
            <div className="flex flex-wrap items-end gap-4">
              <Choice
                label={t('rx.print.paper')}
                value={paper}
                onChange={setPaper}
                options={PAPERS.map((value) => ({ value, label: t(`rx.print.size.${value}`) }))}
              />
              <Button look="primary" onPress={() => window.print()}>
                <Icon name="print" />
                {t('common.print')}
              </Button>
              <Link to="/prescriptions/$id" params={{ id }} className={buttonClass('quiet')}>
                {t('rx.print.back')}
              </Link>
            </div>
          </>
        )}
      </div>
      {one.data === undefined ? null : <Sheet view={one.data} paper={paper} />}
    </div>
  );
}

/** A cancelled or expired one is printed for the chart at most. */
function NotForUse({ view }: { view: PrescriptionView }) {
  const { t } = useTranslation();
  if (view.state !== 'cancelled' && !view.expired) return null;
  return <Notice tone="danger" title={t('rx.print.notForUse')} />;
}

function Sheet({ view, paper }: { view: PrescriptionView; paper: Paper }) {
  const onPaper = view.issueType === 'paper';
  const qr = useQuery({
    queryKey: ['prescriptions', 'qr', view.prescriptionId, view.version],
    queryFn: () => prescriptionsApi.qr(view.prescriptionId),
    enabled: onPaper,
  });
  return (
    <>
      {qr.isError ? <Problem error={qr.error} onRetry={() => qr.refetch()} /> : null}
      <article className={`sheet sheet-${paper}`} lang="ja">
        {onPaper ? <PaperSheet view={view} symbols={qr.data?.symbols ?? []} /> : <CopySheet view={view} />}
      </article>
    </>
  );
}
