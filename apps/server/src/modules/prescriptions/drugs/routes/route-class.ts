import type { RouteClass } from '../../model/knowledge.ts';
import { foldWidth } from '../names/fold.ts';
import table from './route-rules.json' with { type: 'json' };

interface RouteRule {
  readonly route: RouteClass;
  readonly forms: readonly number[] | null;
  readonly words: RegExp | null;
  readonly yj: readonly string[] | null;
}

const ROUTES: readonly RouteClass[] = [
  'oral',
  'oral-cavity',
  'injection',
  'eye',
  'ear',
  'nose',
  'inhalation',
  'rectal',
  'vaginal',
  'skin',
  'dental',
  'other',
];

const rules: readonly RouteRule[] = table.rules.map((rule) => {
  const route = ROUTES.find((name) => name === rule.route);
  if (route === undefined) throw new Error(`the table of routes names an unknown one: ${rule.route}`);
  return {
    route,
    forms: 'forms' in rule ? (rule.forms ?? null) : null,
    words: 'words' in rule && rule.words !== undefined ? new RegExp(rule.words.join('|')) : null,
    yj: 'yj' in rule ? (rule.yj ?? null) : null,
  };
});

export interface RouteInput {
  /** 剤形 of the drug master; null where only the code is known. */
  readonly dosageForm: number | null;
  readonly yj: string;
  /** 品名 and 規格, as far as known. */
  readonly names: readonly string[];
}

/** 剤形 by the fifth digit of the price-list code. @spec prescriptions.md §5.3 */
export function formOfCode(yj: string): number {
  const digit = yj.charAt(4);
  if (digit >= '0' && digit <= '3') return 1;
  if (digit >= '4' && digit <= '6') return 4;
  // Combinations for external use carry an 8 as well; class 27 is dental.
  if (digit === '8' && yj.startsWith('27')) return 8;
  return digit >= '7' && digit <= '9' ? 6 : 3;
}

/** How a drug gets into the body, finer than the law's three forms. @spec prescriptions.md §5.4 */
export function routeClass({ dosageForm, yj, names }: RouteInput): RouteClass {
  // その他 says nothing: the code has to tell.
  const form = dosageForm === null || dosageForm === 3 ? formOfCode(yj) : dosageForm;
  const text = foldWidth(names.join(' '));
  const fits = (rule: RouteRule): boolean =>
    (rule.forms === null || rule.forms.includes(form)) &&
    (rule.yj === null || rule.yj.some((beginning) => yj.startsWith(beginning))) &&
    (rule.words === null || rule.words.test(text));
  return rules.find(fits)?.route ?? (form === 6 ? 'skin' : 'other');
}
