import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FoundDrug, RpGroup } from '../../api/prescription-types.ts';
import { drugsApi } from '../../api/prescriptions.ts';
import type { LocalDate } from '../../api/types.ts';
import { type Suggestion, TypeAhead } from '../../components/type-ahead.tsx';

type Drug = RpGroup['drugs'][number];

const GENERAL_NAME = '7';
const KEPT_MS = 10 * 60_000;
/** More products of one general name than anybody lists. */
const MOST = 50;

/** For comparing names: width and case do not matter. */
const plain = (text: string): string => text.normalize('NFKC').toLowerCase();

const keyOf = ({ drug }: FoundDrug): string => drug.receiptCode ?? drug.yj;

/** The products of one general name, by a code of any of them. */
function useSameGeneralName(prescribed: Drug, on: LocalDate) {
  return useQuery({
    queryKey: ['drugs', 'same', prescribed.codeKind, prescribed.code, on],
    staleTime: KEPT_MS,
    queryFn: async () => {
      const { drugs } = await drugsApi.search(prescribed.code ?? prescribed.name, on, MOST);
      const own = drugs.find(({ drug }) =>
        [drug.receiptCode, drug.yj, drug.generalNameCode].includes(prescribed.code),
      );
      const code =
        prescribed.codeKind === GENERAL_NAME ? prescribed.code : (own?.drug.generalNameCode ?? null);
      const name = own?.drug.generalName ?? prescribed.name.replace('【般】', '');
      if (code === null) return { name, products: [] };
      const all = await drugsApi.search(name, on, MOST);
      const seen = new Map(
        [...drugs, ...all.drugs]
          .filter(({ drug }) => drug.generalNameCode === code && drug.receiptCode !== null)
          .map((found) => [keyOf(found), found]),
      );
      return { name, products: [...seen.values()] };
    },
  });
}

/** Another product of the same general name: type a part of its name. */
export function ProductField({
  prescribed,
  on,
  onChoose,
}: {
  prescribed: Drug;
  on: LocalDate;
  onChoose: (product: FoundDrug) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const same = useSameGeneralName(prescribed, on);
  const [text, setText] = useState<string | null>(null);
  // The same before and after the products have come: what somebody begins to type must not be written over.
  const shown = text ?? prescribed.name;
  const wanted = text === null ? '' : plain(text.trim());
  const products = (same.data?.products ?? []).filter(
    ({ drug }) =>
      wanted === '' || plain(`${drug.name} ${drug.kana ?? ''} ${drug.generalName ?? ''}`).includes(wanted),
  );
  return (
    <TypeAhead
      id={id}
      label={t('pharmacy.product')}
      help={t('pharmacy.productHelp', { name: same.data?.name ?? prescribed.name })}
      text={shown}
      onText={setText}
      suggestions={products.map(suggestionOf)}
      suggestionsFor={same.isSuccess ? shown : null}
      error={same.isError ? t('pharmacy.productsFailed') : null}
      onChoose={(product) => {
        setText(null);
        onChoose(product);
      }}
    />
  );
}

/** Any drug of the master, for what is added after an inquiry. */
export function AnyDrugField({
  label,
  on,
  onChoose,
}: {
  label: string;
  on: LocalDate;
  onChoose: (found: FoundDrug) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const [text, setText] = useState('');
  const asked = text.trim();
  const found = useQuery({
    queryKey: ['drugs', asked, on],
    queryFn: async () => ({ asked, ...(await drugsApi.search(asked, on, 20)) }),
    enabled: asked !== '',
    staleTime: KEPT_MS,
  });
  const products = (found.data?.drugs ?? []).filter(({ drug }) => drug.receiptCode !== null);
  return (
    <TypeAhead
      id={id}
      label={label}
      help={t('pharmacy.addHelp')}
      text={text}
      onText={setText}
      suggestions={products.map(suggestionOf)}
      suggestionsFor={found.data?.asked === asked ? text : null}
      error={found.isError ? t('pharmacy.productsFailed') : null}
      onChoose={(product) => {
        setText('');
        onChoose(product);
      }}
    />
  );
}

function suggestionOf(found: FoundDrug): Suggestion<FoundDrug> {
  return { key: keyOf(found), value: found, content: <ProductLine found={found} /> };
}

function ProductLine({ found: { drug } }: { found: FoundDrug }) {
  const { t } = useTranslation();
  return (
    <span className="flex flex-wrap items-baseline gap-x-3">
      <span className="font-bold">{drug.name}</span>
      <span className="text-sm">{t(drug.isGeneric ? 'pharmacy.generic' : 'pharmacy.original')}</span>
    </span>
  );
}
