import type { DrugForm, DrugLine } from '../../../api/types.ts';
import forms from './dose-forms.json';

/** Route by which a drug acts; the same ingredient as tablet and as tape is two lanes. */
export type Route = 'internal' | 'external' | 'injection' | 'other';

export interface Ingredient {
  /** Stable within one record: ingredient and route. */
  readonly key: string;
  readonly label: string;
  readonly route: Route;
}

const SUFFIXES: readonly string[] = [...forms.suffixes].sort((a, b) => b.length - a.length);

function routeOf(form: DrugForm): Route {
  return form === 'oral' || form === 'as-needed' ? 'internal' : form;
}

/** Name of the ingredient in a general or product name: without 【般】, maker, strength and dosage form. */
export function ingredientName(name: string): string {
  let text = name
    .normalize('NFKC')
    .replace(/^【般】/, '')
    .trim();
  text = text.replace(/[「(].*$/, '').trim();
  text = /^(.{2,}?)\s*\d/.exec(text)?.[1] ?? text;
  text = text.replace(/[\s・]+$/, '');
  for (let round = 0; round < 2; round++) {
    const suffix = SUFFIXES.find((word) => text.endsWith(word) && text.length - word.length >= 2);
    if (suffix === undefined) break;
    text = text.slice(0, -suffix.length).trim();
  }
  return text;
}

/** Lane of a line: by general name, else by product name; a drug without a known code by its code. */
export function ingredientOf(line: DrugLine): Ingredient {
  const route = routeOf(line.form);
  if (!line.known) return { key: `code:${line.code}:${route}`, label: line.name, route };
  const label = ingredientName(line.generalName ?? line.name);
  return { key: `${label}:${route}`, label, route };
}

export interface Strength {
  readonly value: number;
  readonly unit: string;
}

/** Strength per unit written in a name (`2.5mg`), the last one if several; null when there is none. */
function strengthOf(name: string): Strength | null {
  const text = name.normalize('NFKC').replace(/「.*?」/g, '');
  const found = [...text.matchAll(/(\d+(?:\.\d+)?)\s*(mg|μg|µg|g|mL|単位)/g)].at(0);
  if (found === undefined) return null;
  const value = Number(found[1]);
  const unit = found[2] ?? '';
  if (unit === 'g') return { value: value * 1000, unit: 'mg' };
  if (unit === 'μg' || unit === 'µg') return { value: value / 1000, unit: 'mg' };
  return { value, unit };
}

/** A day's dose that can be compared along a lane: amount × strength, else the bare amount; null when not a number. */
export function doseOf(line: DrugLine): Strength | null {
  const amount = line.amount === null ? Number.NaN : Number(line.amount);
  if (!Number.isFinite(amount) || amount <= 0) return null;
  const strength = strengthOf(line.name);
  const counted = line.unit === null || /^(錠|カプセル|包|枚|本|瓶|管|筒|キット|個)$/.test(line.unit);
  if (strength !== null && strength.unit === 'mg' && counted) {
    return { value: Math.round(amount * strength.value * 1000) / 1000, unit: 'mg' };
  }
  return { value: amount, unit: line.unit ?? '' };
}
