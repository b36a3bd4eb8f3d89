import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { CheckBox } from '../../components/check-box.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Notice } from '../../components/notice.tsx';

/** Codes that are shown this once; the person goes on only after saying that they are kept. */
export function RecoveryCodes({
  codes,
  account,
  onKept,
}: {
  codes: readonly string[];
  account: string;
  onKept: () => void;
}) {
  const { t } = useTranslation();
  const [kept, setKept] = useState(false);
  return (
    <section className="panel space-y-4 p-4">
      <Notice tone="warn" title={t('recovery.once')} live>
        {t('recovery.onceNote')}
      </Notice>
      <p className="text-sm">{t('recovery.of', { account })}</p>
      <ol className="grid list-decimal gap-x-6 gap-y-1 pl-8 text-lg sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code}>
            <code className="whitespace-nowrap">{code}</code>
          </li>
        ))}
      </ol>
      <div className="flex flex-wrap gap-2 print:hidden">
        <CopyButton text={codes.join('\n')} label={t('recovery.copy')} />
        <Button onPress={() => window.print()}>
          <Icon name="print" />
          {t('common.print')}
        </Button>
      </div>
      <div className="space-y-3 print:hidden">
        <CheckBox checked={kept} onChange={setKept}>
          {t('recovery.kept')}
        </CheckBox>
        <Button look="primary" isDisabled={!kept} onPress={onKept}>
          {t('recovery.goOn')}
        </Button>
      </div>
    </section>
  );
}
