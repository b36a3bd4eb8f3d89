const UNIQUE_VIOLATION = '23505';
const MOST_ATTEMPTS = 10;

/**
 * Repeats a transaction that failed because another one stored one of the same rows meanwhile; then it finds them.
 * `run` must begin a transaction of its own. Any other error is thrown, and this one after ten attempts.
 */
export async function repeatOnConflict<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      const repeat = (error as { code?: string }).code === UNIQUE_VIOLATION && attempt < MOST_ATTEMPTS;
      if (!repeat) throw error;
    }
  }
}
