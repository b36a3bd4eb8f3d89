const UNIQUE_VIOLATION = '23505';

/** Another intake's batches are cut elsewhere, so that one of ours may meet several of them one after the other. */
const MOST_ATTEMPTS = 10;

/**
 * Repeats a transaction that failed because another one has created one of the same people meanwhile: the next time they
 * are found. `run` must begin a transaction of its own. Any other error is thrown, and this one after ten attempts.
 */
export async function repeatWhenPeopleAppear<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      const repeat = (error as { code?: string }).code === UNIQUE_VIOLATION && attempt < MOST_ATTEMPTS;
      if (!repeat) throw error;
    }
  }
}
