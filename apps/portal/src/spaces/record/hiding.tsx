import { useMutation, useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { own } from '../../api/access.ts';
import type { Restrictions } from '../../api/access-types.ts';
import type { Institution } from '../../api/types.ts';
import { queryClient } from '../../app/query-client.ts';
import { Button } from '../../components/button.tsx';
import { Choice } from '../../components/choice.tsx';
import { Icon } from '../../components/icon.tsx';
import { Modal } from '../../components/modal.tsx';
import { Problem } from '../../components/problem.tsx';
import { formatDate } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { entryKey, visitKey } from './model/hide-key.ts';

export const RESTRICTIONS_KEY = ['me', 'restrictions'] as const;

/** What a patient may want to hide. */
interface HideableLine {
  readonly date: string;
  readonly code: string;
  readonly institution: Institution | null;
  readonly name: string;
  /** Only drugs have this; everything else may be hidden. */
  readonly hideable?: boolean;
}

type HiddenKeys = ReadonlySet<string>;
const HidingContext = createContext<HiddenKeys | null>(null);

/** Around the patient's own record: its lines can be hidden from other institutions. @spec phr.md §3 A4 */
export function Hiding({ children }: { children: ReactNode }) {
  const restrictions = useQuery({ queryKey: RESTRICTIONS_KEY, queryFn: own.restrictions });
  const keys = restrictions.data ? new Set(restrictions.data.hidden.map(({ key }) => key)) : null;
  return <HidingContext value={keys}>{children}</HidingContext>;
}

/** Whether lines on this page can be hidden at all. */
export const useHiding = (): boolean => useContext(HidingContext) !== null;

/** Whether a line is hidden by itself or with its day; on pages without hiding nothing is. */
export function useIsHidden(): (line: HideableLine) => boolean {
  const keys = useContext(HidingContext);
  return (line) => [entryKey(line), visitKey(line)].some((key) => key !== null && keys?.has(key) === true);
}

/** Hides a line, shows it again, or explains why it stays. */
export function HideButton({ line }: { line: HideableLine }) {
  const { t } = useTranslation();
  const keys = useContext(HidingContext);
  const isHidden = useIsHidden();
  const [open, setOpen] = useState(false);
  const show = useMutation({ mutationFn: own.unhide, onSuccess: keep });
  if (keys === null || line.institution === null) return null;
  if (line.hideable === false) return <p className="text-sm text-soft">{t('hiding.stays')}</p>;
  const key = [entryKey(line), visitKey(line)].find((one) => one !== null && keys.has(one));
  const of = <span className="sr-only">{t('common.paren', { text: line.name })}</span>;
  return (
    <div className="print:hidden">
      {isHidden(line) && key ? (
        <>
          <p className="flex items-center gap-1.5 text-sm font-bold">
            <Icon name="lock" size={16} />
            {t(key.startsWith('v') ? 'hiding.dayHidden' : 'hiding.hidden')}
          </p>
          <Button look="quiet" extra="-ml-4" isDisabled={show.isPending} onPress={() => show.mutate(key)}>
            {t('limits.unhide')}
            {of}
          </Button>
        </>
      ) : (
        <Button look="quiet" extra="-ml-4" onPress={() => setOpen(true)}>
          {t('hiding.hide')}
          {of}
        </Button>
      )}
      {show.isError ? <Problem error={show.error} /> : null}
      {open ? <HideDialog line={line} onClose={() => setOpen(false)} /> : null}
    </div>
  );
}

function keep(answer: Restrictions): void {
  queryClient.setQueryData<Restrictions>(RESTRICTIONS_KEY, answer);
}

const MOST_LETTERS = 200;

function HideDialog({ line, onClose }: { line: HideableLine; onClose: () => void }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [what, setWhat] = useState<'entry' | 'day'>('entry');
  const day = formatDate(line.date, language);
  const place = line.institution?.name ?? '';
  const hide = useMutation({
    mutationFn: () => {
      const key = (what === 'entry' ? entryKey(line) : visitKey(line)) ?? '';
      const label = what === 'entry' ? `${day} ${line.name} ${place}` : t('hiding.dayLabel', { day, place });
      return own.hide(key, label.slice(0, MOST_LETTERS));
    },
    onSuccess: (answer) => {
      keep(answer);
      onClose();
    },
  });
  return (
    <Modal title={t('hiding.title')} onClose={onClose}>
      <Choice
        label={t('hiding.what')}
        stacked
        value={what}
        onChange={setWhat}
        options={[
          { value: 'entry', label: t('hiding.entry', { name: line.name, day }) },
          { value: 'day', label: t('hiding.day', { day, place }) },
        ]}
      />
      <ul className="list-disc space-y-1 pl-5">
        <li>{t('hiding.others')}</li>
        <li>{t('hiding.author', { place })}</li>
        <li>{t('hiding.safety')}</li>
        <li>{t('hiding.again')}</li>
      </ul>
      <div className="flex flex-wrap gap-2">
        <Button look="primary" isDisabled={hide.isPending} onPress={() => hide.mutate()}>
          {t('hiding.yes')}
        </Button>
        <Button look="quiet" onPress={onClose}>
          {t('common.cancel')}
        </Button>
      </div>
      {hide.isError ? <Problem error={hide.error} /> : null}
    </Modal>
  );
}
