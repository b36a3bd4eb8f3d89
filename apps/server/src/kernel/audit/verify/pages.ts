/** Hands out the elements of pages one by one; a page shorter than `size` is the last. */
export async function* elementsOf<T>(
  size: number,
  readAfter: (last: T | null) => Promise<readonly T[]>,
): AsyncGenerator<T> {
  let last: T | null = null;
  for (;;) {
    const page: readonly T[] = await readAfter(last);
    yield* page;
    last = page.at(-1) ?? null;
    if (page.length < size) return;
  }
}

/** Lets one look at the next element before taking it. */
export interface Peekable<T> {
  /** Null at the end. */
  readonly next: T | null;
  advance(): Promise<void>;
}

export async function peekable<T>(source: AsyncIterator<T>): Promise<Peekable<T>> {
  let next: T | null = null;
  const advance = async () => {
    const result = await source.next();
    next = result.done === true ? null : result.value;
  };
  await advance();
  return {
    get next() {
      return next;
    },
    advance,
  };
}
