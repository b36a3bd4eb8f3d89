import { expect, test } from 'vitest';
import type { CheckAnswer, ShownAlert } from '../../../api/prescription-types.ts';
import { decisionsOf, foldedAlerts, inlineAlerts, type Override, overrideKey, undecided } from './alerts.ts';

const alert = (tier: ShownAlert['tier'], more: Partial<ShownAlert> = {}): ShownAlert => ({
  alertId: `alert-${tier}`,
  kind: 'contraindication',
  tier,
  at: 0,
  target: { code: '1', name: 'あ', ingredients: [], route: 'oral' },
  with: {
    code: '2',
    name: 'い',
    ingredients: [],
    route: 'oral',
    source: 'claim',
    from: null,
    to: null,
    facilityCode: null,
    ageDays: null,
  },
  reason: { ja: 'あ', en: 'a' },
  pair: `pair-${tier}`,
  findings: [],
  suppressed: false,
  ...more,
});

const answer = (...alerts: ShownAlert[]): CheckAnswer => ({
  checkedOn: '2026-11-23',
  knowledge: { version: '1', demo: true, contraindications: true },
  consent: 'full',
  alerts,
  notChecked: [],
  othersNotChecked: 0,
  listAsOf: null,
});

const said = (reason: Override['reason'], comment: string) =>
  new Map([[overrideKey(alert(1)), { reason, comment }]]);

test('a stop is decided by a reason and a comment together', () => {
  const checked = answer(alert(1), alert(2));
  expect(undecided(checked, new Map())).toHaveLength(1);
  expect(undecided(checked, said('bridging', ' '))).toHaveLength(1);
  expect(undecided(checked, said(null, '短い間だけ'))).toHaveLength(1);
  expect(undecided(checked, said('bridging', '短い間だけ'))).toEqual([]);
  expect(decisionsOf(checked, said('bridging', ' 短い間だけ '))).toEqual([
    { alertId: 'alert-1', decision: 'overridden', reason: 'bridging', comment: '短い間だけ' },
  ]);
  expect(undecided(undefined, new Map())).toEqual([]);
});

test('what was decided outlives a check, also where the pair is not told', () => {
  const bare = alert(1, { with: null, pair: 'alert:1' });
  const again = alert(1, { with: null, pair: 'alert:2', alertId: 'alert-again' });
  expect(overrideKey(bare)).toBe(overrideKey(again));
  const decided = new Map([[overrideKey(bare), { reason: 'other', comment: 'あ' } as const]]);
  expect(decisionsOf(answer(again), decided).map(({ alertId }) => alertId)).toEqual(['alert-again']);
});

test('stops and duplicates stand beside their drug; what is expected or was put aside is folded', () => {
  const aside = alert(2, { suppressed: true, alertId: 'aside' });
  const checked = answer(alert(1), alert(2, { at: 1 }), aside, alert(3), alert(4));
  expect(inlineAlerts(checked, 0).map(({ tier }) => tier)).toEqual([1]);
  expect(inlineAlerts(checked, 1).map(({ tier }) => tier)).toEqual([2]);
  expect(foldedAlerts(checked).map(({ alertId }) => alertId)).toEqual(['aside', 'alert-3', 'alert-4']);
});
