const PEOPLE = 1_000;

const padded = (value: number, digits: number): string => String(value).padStart(digits, '0');

/** A UUID that shows the run of the process and the number of the entry. */
export const entryIdOf = (run: number, number: number): string =>
  `00000000-0000-4000-8${padded(run, 3)}-${padded(number, 12)}`;

export const personOf = (number: number): string =>
  `00000000-0000-4000-9000-${padded((number % PEOPLE) + 1, 12)}`;
