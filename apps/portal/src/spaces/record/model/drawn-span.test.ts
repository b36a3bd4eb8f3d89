import { expect, test } from 'vitest';
import { drawAround, isSettled, keepDrawn } from './drawn-span.ts';

const VIEW = { from: 100, to: 200 };

test('as much again as is in view is drawn on either side', () => {
  expect(drawAround(VIEW).span).toEqual({ from: 0, to: 300 });
  expect(isSettled(drawAround(VIEW), { ...VIEW })).toBe(true);
});

test('panning keeps the drawing until the view leaves it', () => {
  const drawn = drawAround(VIEW);
  expect(keepDrawn(drawn, { from: 0, to: 100 })).toBe(drawn);
  expect(keepDrawn(drawn, { from: 200, to: 300 })).toBe(drawn);
  expect(isSettled(drawn, { from: 0, to: 100 })).toBe(false);
  expect(keepDrawn(drawn, { from: -1, to: 99 }).span).toEqual({ from: -101, to: 199 });
  expect(keepDrawn(drawn, { from: 201, to: 301 }).view).toEqual({ from: 201, to: 301 });
});

test('zooming draws the view alone, until it has settled', () => {
  const drawn = drawAround(VIEW);
  const zoomed = keepDrawn(drawn, { from: 120, to: 180 });
  expect(zoomed.span).toEqual({ from: 120, to: 180 });
  expect(isSettled(zoomed, { from: 120, to: 180 })).toBe(false);
});
