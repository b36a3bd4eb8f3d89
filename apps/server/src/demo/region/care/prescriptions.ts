import type { Prescription } from './care.ts';

type Drugs = Prescription['drugs'];

/** 用法コード with the words that the demo shows beside them. @spec claims.md §8 */
const USAGE = {
  morning: ['006', '１日１回朝食後'],
  evening: ['012', '１日１回夕食後'],
  bedtime: ['013', '１日１回就寝前'],
  rising: ['048', '週１回起床時'],
  twice: ['018', '１日２回朝夕食後'],
  thrice: ['003', '１日３回毎食後'],
  beforeMeals: ['001', '１日３回食前'],
  withMeals: ['003', '１日３回食直後'],
} as const satisfies Readonly<Record<string, readonly [string, string]>>;

/** Oral drugs of one usage for some days; amounts are per day. */
export const oral = (usage: keyof typeof USAGE, days: number, ...drugs: Drugs): Prescription => ({
  form: '1',
  usage: USAGE[usage][0],
  usageText: USAGE[usage][1],
  quantity: days,
  drugs,
});

/** As-needed drugs; amounts are per dose. */
export const asNeeded = (usageText: string, doses: number, ...drugs: Drugs): Prescription => ({
  form: '3',
  usage: '900',
  usageText,
  quantity: doses,
  drugs,
});

/** External drugs; amounts are the whole supply. */
export const external = (usageText: string, ...drugs: Drugs): Prescription => ({
  form: '5',
  usage: '900',
  usageText,
  quantity: 1,
  drugs,
});

/** Injections that the person gives at home; amounts are the whole supply. */
export const selfInjection = (usageText: string, ...drugs: Drugs): Prescription => ({
  form: '4',
  usage: '900',
  usageText,
  quantity: 1,
  drugs,
});
