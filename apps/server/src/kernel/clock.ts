/** Where the present instant comes from; tests hand in one that stands still or jumps. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

/** Japan has known no summer time since 1951. */
const TOKYO_OFFSET_MS = 9 * 60 * 60 * 1000;

/** The calendar date in Japan, `YYYY-MM-DD`. */
export const dateInTokyo = (instant: Date): string =>
  new Date(instant.getTime() + TOKYO_OFFSET_MS).toISOString().slice(0, 10);
