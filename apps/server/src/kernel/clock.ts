/** Where the present instant comes from; tests hand in one that stands still or jumps. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

const tokyoDate = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Tokyo',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The calendar date in Japan, `YYYY-MM-DD`. */
export const dateInTokyo = (instant: Date): string => tokyoDate.format(instant);
