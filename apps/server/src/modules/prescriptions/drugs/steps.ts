import { setImmediate } from 'node:timers/promises';

/** Work in small pieces: whoever runs it decides how much at a time. */
export type Steps<T> = Generator<undefined, T>;

/** Without a pause. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

const LONGEST_TURN_MS = 8;

/** Gives way to others after every few milliseconds. */
export async function givingWay<T>(steps: Steps<T>): Promise<T> {
  let turn = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - turn < LONGEST_TURN_MS) continue;
    await setImmediate();
    turn = performance.now();
  }
}
