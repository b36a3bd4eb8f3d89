/** The first instant of a day in Japan, `YYYY-MM-DD`. */
export const startOfDay = (date: string): Date => new Date(`${date}T00:00:00+09:00`);

/** The first instant after a day in Japan. */
export const endOfDay = (date: string): Date => new Date(startOfDay(date).getTime() + 24 * 60 * 60 * 1000);
