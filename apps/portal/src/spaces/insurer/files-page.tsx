import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { insurerApi } from '../../api/eligibility.ts';
import type { InsurerFile } from '../../api/insurer-types.ts';
import { queryClient } from '../../app/query-client.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { FileDrop } from '../../components/file-drop.tsx';
import { Icon } from '../../components/icon.tsx';
import { Notice } from '../../components/notice.tsx';
import { Empty, Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { download, toCsv } from '../../lib/csv.ts';
import { formatInstant, formatNumber } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import HEADINGS from './csv-headings.json';

export const FILES_KEY = ['insurer', 'files'] as const;

/** True once a file will not change any more. */
export function isFinal({ state }: Pick<InsurerFile, 'state'>): boolean {
  return state === 'taken' || state === 'refused';
}

/** Hands in a whole file of coverages and shows how the files before went. */
export function InsurerFilesPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const files = useQuery({
    queryKey: FILES_KEY,
    queryFn: insurerApi.files,
    refetchInterval: (query) => (query.state.data?.files.some((file) => !isFinal(file)) ? 2_000 : false),
  });
  const [again, setAgain] = useState<InsurerFile | null>(null);
  const open = ({ file, duplicate }: { readonly file: InsurerFile; readonly duplicate: boolean }) => {
    setAgain(duplicate ? file : null);
    if (duplicate) return;
    void queryClient.invalidateQueries({ queryKey: FILES_KEY });
    void navigate({ to: '/insurer/files/$id', params: { id: file.id } });
  };
  return (
    <Page
      title={t('insurerFile.title')}
      lead={t('insurerFile.lead')}
      actions={
        <Button onPress={() => download('coverages-template.csv', toCsv(HEADINGS, []))}>
          <Icon name="download" />
          {t('bulk.template')}
        </Button>
      }
    >
      <FileDrop
        label={t('insurerFile.upload')}
        title={t('intake.drop')}
        note={t('insurerFile.dropNote')}
        path="/insurer/files"
        onTaken={open}
      />
      {again ? (
        <Notice tone="info" title={t('intake.duplicate', { name: again.name })} live>
          <p>{t('intake.duplicateNote')}</p>
          <p className="mt-2">
            <Link to="/insurer/files/$id" params={{ id: again.id }} className={buttonClass('secondary')}>
              {t('intake.openDuplicate')}
            </Link>
          </p>
        </Notice>
      ) : null}
      <section aria-label={t('insurerFile.files')}>
        <h2 className="mb-2 text-lg">{t('insurerFile.files')}</h2>
        {files.isPending ? <Waiting label={t('insurerFile.files')} /> : null}
        {files.isError ? <Problem error={files.error} onRetry={() => files.refetch()} /> : null}
        {files.data ? <FileTable files={files.data.files} /> : null}
      </section>
    </Page>
  );
}

/** State of a file in words, with a colour that is never alone. */
export function FileState({ file }: { file: InsurerFile }) {
  const { t } = useTranslation();
  const tone = file.state === 'refused' ? 'text-danger' : file.state === 'taken' ? 'text-good' : 'text-warn';
  return <span className={`font-bold ${tone}`}>{t(`insurerFile.state.${file.state}`)}</span>;
}

function FileTable({ files }: { files: readonly InsurerFile[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [sort, setSort] = useState('-receivedAt');
  if (files.length === 0) {
    return <Empty title={t('insurerFile.none')}>{t('insurerFile.noneNote')}</Empty>;
  }
  const count = (id: 'rows' | 'registered' | 'corrected' | 'closed' | 'refused'): Column<InsurerFile> => ({
    id,
    label: t(`insurerFile.count.${id}`),
    numeric: true,
    value: (file) => file[id],
    cell: (file) => formatNumber(file[id], language),
  });
  const columns: readonly Column<InsurerFile>[] = [
    {
      id: 'name',
      label: t('intake.name'),
      value: ({ name }) => name,
      cell: ({ id, name }) => (
        <Link
          to="/insurer/files/$id"
          params={{ id }}
          className="inline-flex min-h-6 items-center text-accent underline underline-offset-4"
        >
          {name}
        </Link>
      ),
    },
    {
      id: 'state',
      label: t('intake.state'),
      value: ({ state }) => t(`insurerFile.state.${state}`),
      cell: (file) => <FileState file={file} />,
    },
    count('rows'),
    count('registered'),
    count('corrected'),
    count('closed'),
    count('refused'),
    {
      id: 'receivedAt',
      label: t('intake.receivedAt'),
      value: ({ receivedAt }) => receivedAt,
      cell: ({ receivedAt }) => formatInstant(receivedAt, language),
    },
  ];
  return (
    <DataTable
      caption={t('insurerFile.files')}
      rows={files}
      columns={columns}
      sort={sort}
      onSort={setSort}
      fileName="insurer-files.csv"
      empty={t('insurerFile.none')}
    />
  );
}
