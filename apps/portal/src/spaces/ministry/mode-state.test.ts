import { expect, test } from 'vitest';
import { modeState } from './mode-state.ts';

const MODE = { from: '2026-11-01T00:00:00.000Z', to: '2026-11-08T00:00:00.000Z', closedAt: null };
const at = (instant: string) => Date.parse(instant);

test('a mode holds from its beginning to its end, exclusively, unless it was closed', () => {
  expect(modeState(MODE, at('2026-10-31T23:59:59.999Z'))).toBe('planned');
  expect(modeState(MODE, at(MODE.from))).toBe('open');
  expect(modeState(MODE, at('2026-11-07T23:59:59.999Z'))).toBe('open');
  expect(modeState(MODE, at(MODE.to))).toBe('ended');
  expect(modeState({ ...MODE, closedAt: '2026-11-02T00:00:00.000Z' }, at('2026-11-02T00:00:00.000Z'))).toBe(
    'closed',
  );
});
