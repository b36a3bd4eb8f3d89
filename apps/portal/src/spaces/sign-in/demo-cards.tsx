import { Button as AriaButton } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { DemoCard } from '../../api/types.ts';

/** The demo's cards: one press stands for placing the card and typing its PIN. */
export function DemoCards({
  cards,
  working,
  onChoose,
}: {
  cards: readonly DemoCard[];
  working: boolean;
  onChoose: (key: string) => void;
}) {
  const { t } = useTranslation();
  return (
    <section className="rounded-8 border-2 border-dashed border-warn bg-panel p-4">
      <h2 className="text-lg">{t('myCard.demo')}</h2>
      <p className="mb-3 text-sm text-soft">{t('myCard.demoNote')}</p>
      <ul className="grid gap-2">
        {cards.map((card) => (
          <li key={card.key}>
            <AriaButton
              onPress={() => onChoose(card.key)}
              isDisabled={working}
              className="h-full w-full rounded-8 border border-edge bg-panel p-3 text-start hover:bg-tint disabled:opacity-60"
            >
              <span lang="ja" className="block font-bold">
                {card.displayName}
              </span>
              {card.hint === '' ? null : (
                <span lang="ja" className="block text-sm text-soft">
                  {card.hint}
                </span>
              )}
            </AriaButton>
          </li>
        ))}
      </ul>
    </section>
  );
}
