import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { notebookApi } from '../../api/notebook.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Notice } from '../../components/notice.tsx';
import { Empty, Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { saveFile } from '../../lib/save-file.ts';
import { MyPrescriptionsTabs } from './my-prescriptions-tabs.tsx';
import { NotebookEntries } from './notebook-entries.tsx';
import { FindingLines } from './notebook-findings.tsx';
import { NotebookImporter } from './notebook-importer.tsx';
import { useHome } from './use-home.ts';

const notebookKey = (home: readonly string[]) => [...home, 'notebook'] as const;

/** The medication notebook: what is in it, taking in another, and taking it along. @spec prescriptions.md §6.7 */
export function NotebookPage() {
  const { t } = useTranslation();
  const home = useHome();
  const list = useQuery({ queryKey: notebookKey(home.key), queryFn: () => notebookApi.list(home.path) });
  const entries = list.data?.entries ?? [];
  return (
    <Page title={t('notebook.title')} lead={t('notebook.lead')}>
      <MyPrescriptionsTabs />
      {home.isOwn ? <NotebookImporter /> : null}
      {list.isPending ? <Waiting label={t('myRx.tabNotebook')} /> : null}
      {list.isError ? <Problem error={list.error} onRetry={() => list.refetch()} /> : null}
      {list.isSuccess && entries.length === 0 ? (
        <Empty title={t('notebook.empty')}>{t('notebook.emptyNote')}</Empty>
      ) : null}
      {entries.length > 0 ? (
        <>
          <TakeAlong path={home.path} />
          <NotebookEntries entries={entries} removable={home.isOwn} />
        </>
      ) : null}
    </Page>
  );
}

/** The whole notebook as a file that other applications read. */
function TakeAlong({ path }: { path: string }) {
  const { t } = useTranslation();
  const save = useMutation({
    mutationFn: () => notebookApi.export(path),
    onSuccess: ({ fileName, bytesBase64 }) => {
      const bytes = Uint8Array.from(atob(bytesBase64), (letter) => letter.charCodeAt(0));
      saveFile(fileName, new Blob([bytes], { type: 'text/plain' }));
    },
  });
  const leftOut = save.data?.leftOut ?? [];
  return (
    <section aria-label={t('notebook.takeAlong')} className="space-y-2">
      <Button isDisabled={save.isPending} onPress={() => save.mutate()}>
        <Icon name="download" />
        {t('notebook.save')}
      </Button>
      {save.isError ? <Problem error={save.error} /> : null}
      {leftOut.length > 0 ? (
        <Notice tone="warn" title={t('notebook.leftOut', { n: leftOut.length })} live>
          <FindingLines findings={leftOut} />
        </Notice>
      ) : null}
    </section>
  );
}
