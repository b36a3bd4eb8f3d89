/**
 * What the specification says of the life of a prescription, written down a second time and simpler: tests compare the
 * module with it. @spec prescriptions.md §3.1
 */
export type Event =
  | 'cancel'
  | 'undo-cancel'
  | 'change'
  | 'undo-change'
  | 'receive'
  | 'receive-again'
  | 'release'
  | 'refuse'
  | 'undo-refuse'
  | 'dispense'
  | 'dispense-more-to-come'
  | 'change-result'
  | 'cancel-result';

export const EVENTS: readonly Event[] = [
  'cancel',
  'undo-cancel',
  'change',
  'undo-change',
  'receive',
  'receive-again',
  'release',
  'refuse',
  'undo-refuse',
  'dispense',
  'dispense-more-to-come',
  'change-result',
  'cancel-result',
];

export interface Life {
  readonly issuer: string;
  /** The words of the specification. */
  word: '未受付' | '調剤中' | '調剤済' | '回収済' | '処方箋取消';
  /** Who has it, or had it last. */
  pharmacy: string | null;
  /** A result was ever registered. */
  dispensed: boolean;
  /** Why it is cancelled. */
  why: 'cancelled' | 'changed' | 'withdrawn' | null;
  /** Places of the one that took its place, and of the one whose place it took. */
  newer: number | null;
  older: number | null;
}

export const begun = (issuer: string, older: number | null = null): Life => ({
  issuer,
  word: '未受付',
  pharmacy: null,
  dispensed: false,
  why: null,
  newer: null,
  older,
});

const isInstitutions = (event: Event): boolean =>
  ['cancel', 'undo-cancel', 'change', 'undo-change'].includes(event);

/** Takes the step in the model, and answers whether it was possible. Changes append to `lives`. */
export function takeInModel(lives: Life[], at: number, event: Event, by: string): boolean {
  const one = lives[at];
  if (one === undefined) return false;
  if (isInstitutions(event)) return one.issuer === by && byInstitution(lives, at, one, event);
  return byPharmacy(one, event, by);
}

function byInstitution(lives: Life[], at: number, one: Life, event: Event): boolean {
  switch (event) {
    case 'cancel':
      if (one.word !== '未受付') return false;
      Object.assign(one, { word: '処方箋取消', why: 'cancelled' });
      return true;
    case 'undo-cancel':
      if (one.word !== '処方箋取消' || one.why !== 'cancelled') return false;
      Object.assign(one, { word: '未受付', why: null });
      return true;
    case 'change':
      if (one.word !== '未受付' || one.dispensed) return false;
      Object.assign(one, { word: '処方箋取消', why: 'changed', newer: lives.length });
      lives.push(begun(one.issuer, at));
      return true;
    default: {
      // By the id of either: of the old one first.
      const older = one.newer === null ? one.older : at;
      const old = older === null ? undefined : lives[older];
      const young = old === undefined || old.newer === null ? undefined : lives[old.newer];
      if (old === undefined || young === undefined) return false;
      if (old.why !== 'changed' || young.word !== '未受付' || young.dispensed) return false;
      Object.assign(young, { word: '処方箋取消', why: 'withdrawn' });
      Object.assign(old, { word: '未受付', why: null, newer: null });
      return true;
    }
  }
}

function byPharmacy(one: Life, event: Event, by: string): boolean {
  const here = one.pharmacy === by;
  const goes = (possible: boolean, changed: Partial<Life>): boolean => {
    if (possible) Object.assign(one, changed);
    return possible;
  };
  switch (event) {
    case 'receive':
      return goes(one.word === '未受付', { word: '調剤中', pharmacy: by });
    case 'receive-again':
      return goes(one.word === '調剤中' && here, {});
    case 'release':
      return goes(one.word === '調剤中' && here && !one.dispensed, { word: '未受付', pharmacy: null });
    case 'refuse':
      return goes(one.word === '調剤中' && here, { word: '回収済' });
    case 'undo-refuse':
      return goes(one.word === '回収済' && here, { word: '調剤中' });
    case 'dispense':
      return goes(one.word === '調剤中' && here, { word: '調剤済', dispensed: true });
    case 'dispense-more-to-come':
      return goes(one.word === '調剤中' && here, { word: '未受付', dispensed: true });
    case 'change-result':
      return goes(one.word === '調剤済' && here, {});
    case 'cancel-result':
      return goes(one.word === '調剤済' && here, { word: '調剤中' });
    default:
      return false;
  }
}
