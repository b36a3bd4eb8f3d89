import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type NotebookEntry, notebookApi } from '../../api/notebook.ts';
import { queryClient } from '../../app/query-client.ts';
import { Button } from '../../components/button.tsx';
import { Modal } from '../../components/modal.tsx';
import { Problem } from '../../components/problem.tsx';
import { formatDate, formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';

type Block = Extract<NotebookEntry, { readonly kind: 'block' }>['content'];

const NOTE_KINDS: readonly string[] = ['1', '2', '3'];

/** What is in the notebook, by date; what has none stands at the end. */
export function NotebookEntries({
  entries,
  removable,
}: {
  entries: readonly NotebookEntry[];
  removable: boolean;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const days = Map.groupBy(entries, ({ occurredOn }) => occurredOn ?? '');
  const ordered = [...days].sort(([a], [b]) => b.localeCompare(a));
  return (
    <div className="space-y-4">
      {ordered.map(([day, ofDay]) => (
        <section key={day} aria-label={day === '' ? t('notebook.noDate') : formatDate(day, language)}>
          <h2 className="mb-2 text-lg">{day === '' ? t('notebook.noDate') : formatDate(day, language)}</h2>
          <ul className="grid gap-3 xl:grid-cols-2">
            {ofDay.map((entry) => (
              <OneEntry key={entry.entryId} entry={entry} removable={removable} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function OneEntry({ entry, removable }: { entry: NotebookEntry; removable: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [asking, setAsking] = useState(false);
  return (
    <li className="panel space-y-2 p-4">
      <h3 className="text-base">{t(`notebook.kind.${entry.kind}`)}</h3>
      <EntryContent entry={entry} />
      <p className="text-sm text-soft">
        {t(`notebook.origin.${entry.category}`, { at: formatInstant(entry.importedAt, language) })}
      </p>
      {removable ? (
        <Button look="quiet" onPress={() => setAsking(true)}>
          {t('notebook.delete')}
        </Button>
      ) : null}
      {asking ? <Delete entryId={entry.entryId} onClose={() => setAsking(false)} /> : null}
    </li>
  );
}

function EntryContent({ entry }: { entry: NotebookEntry }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const period = (from: string | null, to: string | null) =>
    from === null && to === null
      ? ''
      : t('notebook.period', {
          from: from === null ? '' : formatDate(from, language),
          to: to === null ? '' : formatDate(to, language),
        });
  switch (entry.kind) {
    case 'block':
      return <BlockContent block={entry.content} />;
    case 'otc':
      return (
        <p>
          <span className="font-bold">{entry.content.name}</span>{' '}
          {period(entry.content.from, entry.content.to)}
        </p>
      );
    case 'note':
      return (
        <p>
          {t(`notebook.note.${NOTE_KINDS.includes(entry.content.kind) ? entry.content.kind : 'other'}`)}:{' '}
          <span className="font-bold">{entry.content.text}</span>
        </p>
      );
    case 'memo':
      return <p>{entry.content.text}</p>;
    case 'pharmacist':
      return (
        <p>
          <span className="font-bold">{entry.content.name}</span> {entry.content.pharmacy}{' '}
          {entry.content.contact} {period(entry.content.from, entry.content.to)}
        </p>
      );
    case 'profile':
      return (
        <p>
          {[entry.content.name, entry.content.bloodGroup, entry.content.emergencyContact]
            .filter((part) => part !== null && part !== '')
            .join(' / ')}
        </p>
      );
  }
}

/** What was dispensed on one day at one place. */
function BlockContent({ block }: { block: Block }) {
  const { t } = useTranslation();
  const groups = block.prescriptions.flatMap(({ doctors }) => doctors.flatMap((one) => one.groups));
  const institutions = block.prescriptions.flatMap(({ institution }) =>
    institution === null ? [] : [institution.name],
  );
  const texts = [
    ...block.cautions,
    ...block.provided,
    ...block.leftovers,
    ...block.remarks,
    ...block.entries,
  ];
  return (
    <>
      <p className="font-bold">
        {block.facility?.name ?? t('notebook.unknownPlace')}
        {institutions.length > 0 ? (
          <span className="block text-sm font-normal">
            {t('notebook.prescribedBy', { names: institutions.join(t('visits.comma')) })}
          </span>
        ) : null}
      </p>
      <ul className="space-y-1">
        {groups.map((group, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: groups are numbered by their place and never move
          <li key={at}>
            {group.drugs.map(({ name, amount, unit }) => (
              <span key={name} className="block">
                <span className="font-bold">{name}</span> {amount}
                {unit}
              </span>
            ))}
            {group.usage === null ? null : (
              <span className="block pl-4 text-sm">
                {group.usage.name} {group.usage.quantity}
                {group.usage.unit}
              </span>
            )}
            {[...group.supplements, ...group.cautions].map(({ text }) => (
              <span key={text} className="block pl-4 text-sm">
                {text}
              </span>
            ))}
          </li>
        ))}
      </ul>
      {texts.map(({ text }) => (
        <p key={text} className="text-sm">
          {text}
        </p>
      ))}
    </>
  );
}

function Delete({ entryId, onClose }: { entryId: string; onClose: () => void }) {
  const { t } = useTranslation();
  const remove = useMutation({
    mutationFn: () => notebookApi.remove(entryId),
    onSuccess: async () => {
      onClose();
      await queryClient.invalidateQueries({ queryKey: ['me', 'notebook'] });
    },
  });
  return (
    <Modal title={t('notebook.deleteTitle')} onClose={onClose}>
      <p>{t('notebook.deleteNote')}</p>
      {remove.isError ? <Problem error={remove.error} /> : null}
      <div className="flex flex-wrap gap-2">
        <Button look="danger" isDisabled={remove.isPending} onPress={() => remove.mutate()}>
          {t('notebook.deleteYes')}
        </Button>
        <Button onPress={onClose}>{t('common.cancel')}</Button>
      </div>
    </Modal>
  );
}
