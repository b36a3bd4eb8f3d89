import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HistoryDrug } from '../active-list/history.ts';
import type { Alert } from '../model/alert.ts';
import { asSeen, type Viewer } from './who-sees.ts';

const OWN = '1310000017';
const ELSEWHERE = '1310000025';
const PHARMACY = '1340000015';

const drug = (also: Partial<HistoryDrug> = {}): HistoryDrug => ({
  kind: '4',
  code: 'SECRETCODE12',
  name: 'SECRETNAME',
  form: '1',
  quantity: 14,
  amount: '1',
  source: 'dispensing',
  key: 'k',
  from: '2026-11-03',
  to: '2026-11-16',
  facilityCode: ELSEWHERE,
  pharmacyCode: PHARMACY,
  hideKey: null,
  knownAt: '2026-11-03T00:00:00.000Z',
  untold: false,
  ...also,
});

const alertOf = (other: HistoryDrug, also: Partial<Alert> = {}): Alert => ({
  kind: 'duplicate',
  tier: 2,
  at: 0,
  target: { code: 'T', name: 'target', ingredients: ['i'], route: 'oral' },
  with: {
    code: other.code === '' ? null : other.code,
    name: other.name,
    ingredients: ['SECRETINGREDIENT'],
    route: 'oral',
    source: other.source,
    from: other.from,
    to: other.to,
    facilityCode: other.facilityCode,
    ageDays: 3,
  },
  reason: { ja: 'SECRETREASON', en: 'SECRETREASON' },
  pair: 'overlap SECRETPAIR',
  findings: ['ERX-CHK-APPROX'],
  ...also,
});

const viewer = (also: Partial<Viewer> = {}, hidden: readonly string[] = []): Viewer => ({
  facilityCode: OWN,
  consent: 'full',
  limits: { hidden: new Set(hidden), withheld: false },
  mayHide: () => true,
  claimsCode: () => '690000011',
  ...also,
});
const seen = (who: Viewer, other: HistoryDrug, known: readonly HistoryDrug[] = [other]) =>
  asSeen(who, { drugs: known, allergies: [] }, alertOf(other));

describe('what of an alert is told', () => {
  test('with consent everything, orally without the institution', () => {
    expect(seen(viewer(), drug())).toEqual(alertOf(drug()));
    expect(seen(viewer({ consent: 'oral' }), drug()).with).toMatchObject({
      name: 'SECRETNAME',
      facilityCode: null,
    });
  });

  test.each([
    ['the whole visit at the pharmacy', `v${PHARMACY}-2026-11-03`],
    ['the whole visit at the prescriber', `v${ELSEWHERE}-2026-11-03`],
    ['the code of the document', `e${PHARMACY}-2026-11-03-SECRETCODE12`],
    ['the code under which the record shows it', `e${PHARMACY}-2026-11-03-690000011`],
    ['its own key', 'own-key'],
  ])('hidden by %s: the fact', (_, key) => {
    const other = drug({ hideKey: 'own-key' });
    expect(seen(viewer({}, [key]), other).with).toBeNull();
    expect(seen(viewer({ mayHide: () => false }, [key]), other).with).not.toBeNull();
    // Whoever prescribed or dispensed it knows it.
    expect(seen(viewer({ facilityCode: PHARMACY }, [key]), other).with).not.toBeNull();
    expect(seen(viewer({ facilityCode: ELSEWHERE, consent: 'fact-only' }, [key]), other).with).not.toBeNull();
  });

  test('another day’s key hides nothing', () => {
    expect(seen(viewer({}, [`v${PHARMACY}-2026-11-04`]), drug()).with).not.toBeNull();
  });

  test('two lines that look alike: told only if both may be', () => {
    const twin = drug({ facilityCode: OWN });
    expect(seen(viewer({ consent: 'fact-only' }), drug(), [drug(), twin]).with).toBeNull();
    expect(seen(viewer({ consent: 'fact-only' }), twin, [twin]).with).not.toBeNull();
  });

  test('an alert behind which nothing is found is told only if everything may be', () => {
    expect(seen(viewer({ consent: 'fact-only' }), drug(), [drug({ from: '2026-11-04' })]).with).toBeNull();
  });

  test('untold by its institution: the fact, whatever the consent', () => {
    expect(seen(viewer(), drug({ untold: true })).with).toBeNull();
  });

  test('a fact never holds a word of the other side', () => {
    const kinds = fc.constantFrom<Alert['kind']>('duplicate', 'component', 'contraindication');
    fc.assert(
      fc.property(kinds, fc.constantFrom<1 | 2 | 3>(1, 2, 3), (kind, tier) => {
        const told = asSeen(
          viewer({ consent: 'fact-only' }),
          { drugs: [drug()], allergies: [] },
          alertOf(drug(), { kind, tier }),
        );
        // The pair is replaced by whoever gives the alert its id.
        expect(JSON.stringify({ ...told, pair: '' })).not.toMatch(/SECRET|2026-11|1310000025|1340000015/);
        expect(told.kind).not.toBe('component');
      }),
    );
  });
});
