import { useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useSessionAnswer } from '../../app/session.tsx';
import { KioskButton, Screen } from './kiosk.tsx';
import type { Card } from './model.ts';

/** First step: the card. A file stands in for it, and the screen says so. */
export function CardStep({ onCard }: { onCard: (card: Card) => void }) {
  const { t } = useTranslation();
  const [unreadable, setUnreadable] = useState(false);
  const cards = useSessionAnswer().data?.demo?.cards ?? [];
  const read = async (file: File | undefined) => {
    if (file === undefined) return;
    try {
      onCard({ kind: 'file', bytes: await file.arrayBuffer(), name: file.name });
    } catch {
      setUnreadable(true);
    }
  };
  return (
    <Screen title={t('reader.card.title')} lead={t('reader.card.lead')}>
      {cards.length > 0 ? (
        <section aria-label={t('reader.card.demo')} className="space-y-3">
          <h2 className="text-xl">{t('reader.card.demo')}</h2>
          <ul className="grid gap-3 md:grid-cols-2">
            {cards.map((card) => (
              <li key={card.key}>
                <KioskButton
                  icon="card"
                  look="plain"
                  note={card.hint}
                  onPress={() => onCard({ kind: 'demo', key: card.key, name: card.displayName })}
                >
                  {card.displayName}
                </KioskButton>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <FileTrigger acceptedFileTypes={['.p12', '.pfx']} onSelect={(list) => void read(list?.[0])}>
        <KioskButton icon="card" look={cards.length > 0 ? 'plain' : 'primary'}>
          {t('reader.card.file')}
        </KioskButton>
      </FileTrigger>
      <p className="text-base text-soft">{t('reader.card.standsIn')}</p>
      {unreadable ? (
        <p role="alert" className="text-xl font-bold text-danger">
          {t('error.CARD_FILE_UNREADABLE.happened')}
        </p>
      ) : null}
    </Screen>
  );
}
