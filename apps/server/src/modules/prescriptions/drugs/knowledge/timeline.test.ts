import { describe, expect, test } from 'vitest';
import { heldOn } from './timeline.ts';

const row = (edition: string, validFrom: string | null, validUntil: string | null) => ({
  edition,
  validFrom,
  validUntil,
  value: edition,
});

describe('what held on a day', () => {
  test('an end that a newer edition tells is not hidden by an older one that did not know of it', () => {
    const line = [row('2026-06-01', '2020-04-01', '2026-03-31'), row('2024-03-21', '2020-04-01', null)];
    expect(heldOn(line, '2026-05-01')).toBe('2026-06-01');
    expect(heldOn(line, '2024-05-01')).toBe('2026-06-01');
  });

  test('content that had not begun is that of an older edition', () => {
    const line = [row('2026-06-01', '2026-05-01', null), row('2024-03-21', '2020-04-01', null)];
    expect(heldOn(line, '2026-04-30')).toBe('2024-03-21');
    expect(heldOn(line, '2026-05-01')).toBe('2026-06-01');
  });

  test('before all content, the edition nearest to the day', () => {
    const line = [row('2026-06-01', '2026-05-01', null), row('2024-03-21', '2024-03-01', null)];
    expect(heldOn(line, '2019-01-01')).toBe('2024-03-21');
    expect(heldOn([], '2026-01-01')).toBeNull();
  });
});
