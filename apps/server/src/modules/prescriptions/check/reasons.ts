import type { AlertOther } from '../model/alert.ts';
import type { ResolvedDrug, RouteClass } from '../model/knowledge.ts';
import { type Expected, expectedWords, routeWords } from './check-rules.ts';

interface Reason {
  readonly ja: string;
  readonly en: string;
}

interface Overlap {
  readonly target: { readonly name: string };
  readonly other: Pick<AlertOther, 'name' | 'from' | 'to'>;
  /** Base names that both have. */
  readonly shared: readonly string[];
  readonly route: RouteClass;
  readonly expected: Expected | null;
}

/** 2026/4/14: never a date without its year. */
const dayWords = (day: string): string => day.split('-').map(Number).join('/');
const until = (to: string | null): Reason =>
  to === null ? { ja: '', en: '' } : { ja: `（${dayWords(to)}まで）`, en: ` (until ${to})` };

/** Read in three seconds: what, with what, until when, why it may be all right. */
export function duplicateReason({ other, shared, route, expected }: Overlap): Reason {
  const end = until(other.to);
  const why = whyExpected(expected);
  const way = routeWords[route];
  return {
    ja: `${shared.join('・')}（${way.ja}）が『${other.name}』と重複${end.ja}${why.ja}`,
    en: `Duplicate ${shared.join(' + ')} (${way.en}) with ${other.name}${end.en}${why.en}`,
  };
}

export function componentReason({ target, other, shared, route, expected }: Overlap): Reason {
  const end = until(other.to);
  const why = whyExpected(expected);
  const way = routeWords[route];
  return {
    ja: `『${target.name}』の成分${shared.join('・')}（${way.ja}）が『${other.name}』にも含まれる${end.ja}${why.ja}`,
    en: `${target.name} shares ${shared.join(' + ')} (${way.en}) with ${other.name}${end.en}${why.en}`,
  };
}

function whyExpected(expected: Expected | null): Reason {
  if (expected === null) return { ja: '', en: '' };
  const word = expectedWords[expected];
  return { ja: `：${word.ja}`, en: `: ${word.en}` };
}

export function contraindicationReason(
  target: string,
  other: Pick<AlertOther, 'name' | 'to'>,
  text: string,
): Reason {
  const end = until(other.to);
  const more = text === '' ? '' : `：${text}`;
  return {
    ja: `『${target}』と『${other.name}』は併用禁忌${end.ja}${more}`,
    en: `${target} must not be combined with ${other.name}${end.en}${text === '' ? '' : `: ${text}`}`,
  };
}

export function allergyReason(
  drug: Pick<ResolvedDrug, 'name'>,
  ingredient: string,
  allergy: { readonly text: string; readonly recordedOn: string | null },
): Reason {
  const on = allergy.recordedOn;
  return {
    ja: `『${drug.name}』の成分${ingredient}にアレルギーの記録『${allergy.text}』${on === null ? '' : `（${dayWords(on)}）`}`,
    en: `${drug.name} holds ${ingredient}: recorded allergy "${allergy.text}"${on === null ? '' : ` (${on})`}`,
  };
}
