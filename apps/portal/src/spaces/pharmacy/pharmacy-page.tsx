import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pharmacyApi } from '../../api/pharmacy.ts';
import type { PharmacySearch } from '../../api/pharmacy-types.ts';
import { queryClient } from '../../app/query-client.ts';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { Problem } from '../../components/problem.tsx';
import { TextField } from '../../components/text-field.tsx';
import { CodePanel } from './code-panel.tsx';
import { PharmacyTabs } from './desk-tabs.tsx';
import { FoundList, paperKey, prescriptionKey } from './found-list.tsx';
import { readPrescriptionId } from './model/code-form.ts';
import { RefusalProblem } from './refusal-problem.tsx';
import { base64Of, kindOfCode, textOfCode } from './scan/code-text.ts';
import { Scanner } from './scan/scanner.tsx';
import { WaitingPeople } from './waiting-people.tsx';

type Asked = PharmacySearch | { readonly ref: string };

/** Reception of prescriptions: by 引換番号, by a two-dimensional code, or by the card. @spec prescriptions.md §2 */
export function PharmacyPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const resultArea = useRef<HTMLDivElement>(null);
  const find = useMutation({
    mutationFn: (asked: Asked) =>
      'ref' in asked ? pharmacyApi.waiting(asked.ref) : pharmacyApi.search(asked),
  });
  const paper = useMutation({
    mutationFn: (code: Uint8Array | string) =>
      typeof code === 'string' ? pharmacyApi.paperText(code) : pharmacyApi.paper(base64Of(code)),
    onSuccess: async ({ findings, ...view }) => {
      const id = view.prescriptionId;
      queryClient.setQueryData(prescriptionKey(id), view);
      queryClient.setQueryData(paperKey(id), findings);
      await navigate({ to: '/pharmacy/prescriptions/$id', params: { id } });
    },
  });
  const [notebook, setNotebook] = useState(false);
  const search = (asked: Asked) => {
    paper.reset();
    setNotebook(false);
    find.mutate(asked);
  };
  const read = (text: string, bytes: Uint8Array | null) => {
    find.reset();
    setNotebook(false);
    const kind = kindOfCode(text);
    if (kind === 'slip') search({ qr: text.trim() });
    else if (kind === 'prescription') paper.mutate(bytes ?? text);
    else setNotebook(true);
  };
  useEffect(() => {
    if (!find.isIdle || !paper.isIdle) resultArea.current?.scrollIntoView({ block: 'nearest' });
  }, [find.isIdle, paper.isIdle]);
  const busy = find.isPending || paper.isPending;
  const byNumbers = find.variables !== undefined && 'accessCode' in find.variables;
  return (
    <Page title={t('pharmacy.title')} lead={t('pharmacy.lead')}>
      <PharmacyTabs />
      <div className="grid gap-4 xl:grid-cols-[25rem_minmax(0,1fr)]">
        <div className="space-y-4">
          <CodePanel
            busy={busy}
            error={byNumbers ? find.error : null}
            onSearch={search}
            onClear={() => find.reset()}
          />
          <section className="panel space-y-3 p-4" aria-label={t('pharmacy.byQr')}>
            <h2 className="text-lg leading-snug">{t('pharmacy.byQr')}</h2>
            <p className="text-sm text-soft">{t('pharmacy.byQrNote')}</p>
            <Scanner
              busy={busy}
              typedLabel={t('pharmacy.scan.typed')}
              typedHelp={t('pharmacy.scan.typedHelp')}
              onBytes={(bytes) => read(textOfCode(bytes), bytes)}
              onText={(text) => read(text, null)}
            />
          </section>
          <ById busy={busy} onSearch={search} />
        </div>
        <div className="min-w-0 space-y-4">
          <div ref={resultArea} className="result-area space-y-4" aria-live="polite">
            {busy ? <p className="font-bold">{t('pharmacy.searching')}</p> : null}
            {find.isError ? <Problem error={find.error} /> : null}
            {paper.isError ? <RefusalProblem error={paper.error} /> : null}
            {notebook ? (
              <Notice tone="warn" title={t('pharmacy.isNotebook')}>
                {t('pharmacy.isNotebookNote')}
              </Notice>
            ) : null}
            {find.isSuccess ? (
              <section aria-label={t('pharmacy.found')}>
                <h2 className="mb-2 text-lg">{t('pharmacy.found')}</h2>
                <FoundList prescriptions={find.data.prescriptions} />
              </section>
            ) : null}
          </div>
          <WaitingPeople busy={busy} onChoose={({ ref }) => search({ ref })} />
        </div>
      </div>
    </Page>
  );
}

function ById({ busy, onSearch }: { busy: boolean; onSearch: (input: PharmacySearch) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const prescriptionId = readPrescriptionId(text);
    setWrong(prescriptionId === null);
    if (prescriptionId !== null) onSearch({ prescriptionId });
  };
  return (
    <details className="panel p-4">
      <summary className="min-h-8 font-bold">{t('pharmacy.byId')}</summary>
      <form onSubmit={submit} noValidate className="mt-3 space-y-3">
        <TextField
          label={t('pharmacy.prescriptionId')}
          value={text}
          onChange={(value) => {
            setText(value);
            setWrong(false);
          }}
          error={wrong ? t('pharmacy.need.id') : null}
        />
        <Button type="submit" isDisabled={busy}>
          {t('pharmacy.search')}
        </Button>
      </form>
    </details>
  );
}
