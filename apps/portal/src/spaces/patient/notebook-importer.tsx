import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type NotebookImport, notebookApi } from '../../api/notebook.ts';
import { queryClient } from '../../app/query-client.ts';
import { Notice } from '../../components/notice.tsx';
import { Section } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { base64Of } from '../pharmacy/scan/code-text.ts';
import { Scanner } from '../pharmacy/scan/scanner.tsx';
import { FindingLines } from './notebook-findings.tsx';

/** Takes a notebook in: the code on a sheet, a file of another application, or pasted text. */
export function NotebookImporter() {
  const { t } = useTranslation();
  const take = useMutation({
    mutationFn: (given: Uint8Array | string) =>
      notebookApi.take(typeof given === 'string' ? { text: given } : { bytesBase64: base64Of(given) }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['me', 'notebook'] }),
  });
  return (
    <Section title={t('notebook.take')}>
      <p className="mb-3 max-w-prose text-soft">{t('notebook.takeNote')}</p>
      <div className="max-w-2xl">
        <Scanner
          busy={take.isPending}
          typedLabel={t('notebook.paste')}
          typedHelp={t('notebook.pasteHelp')}
          onBytes={take.mutate}
          onText={take.mutate}
        />
      </div>
      <div className="mt-3 space-y-2">
        {take.isError ? <Problem error={take.error} /> : null}
        {take.isSuccess ? <Outcome outcome={take.data} /> : null}
      </div>
    </Section>
  );
}

function Outcome({ outcome }: { outcome: NotebookImport }) {
  const { t } = useTranslation();
  const { taken, already, waiting, findings } = outcome;
  const missing = waiting.reduce((sum, one) => sum + one.missing.length, 0);
  return (
    <>
      <Notice tone={taken > 0 ? 'good' : 'info'} title={t('notebook.taken', { n: taken })} live>
        {already > 0 ? <p>{t('notebook.already', { n: already })}</p> : null}
        {missing > 0 ? <p className="font-bold">{t('notebook.waiting', { n: missing })}</p> : null}
      </Notice>
      {findings.length > 0 ? (
        <Notice tone="warn" title={t('notebook.findings', { n: findings.length })}>
          <FindingLines findings={findings} />
        </Notice>
      ) : null}
    </>
  );
}
