import { expect, test } from 'vitest';
import { addSample, rateOf } from './rate.ts';

test('the rate is that of the last seconds; too little to go by is said so', () => {
  let samples = addSample([], 0, 0);
  expect(rateOf(samples, 1000)).toEqual({ perSecond: null, secondsLeft: null });
  samples = addSample(samples, 1000, 100);
  expect(rateOf(samples, 1000)).toEqual({ perSecond: 100, secondsLeft: 9 });
  samples = addSample(samples, 7000, 100);
  expect(samples).toHaveLength(1);
  samples = addSample(samples, 9000, 100);
  expect(rateOf(samples, 1000)).toEqual({ perSecond: 0, secondsLeft: null });
});
