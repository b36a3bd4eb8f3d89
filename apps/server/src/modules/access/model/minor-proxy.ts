import minor from './minor-proxy.json' with { type: 'json' };

/** The start of a birthday in Japan. Born on 29 February: 1 March in years without one. */
function birthday(birthDate: string, age: number): Date {
  const [year = '', month = '', day = ''] = birthDate.split('-');
  return new Date(Date.UTC(Number(year) + age, Number(month) - 1, Number(day)) - 9 * 60 * 60 * 1000);
}

/** What the age of the principal rules about a proxy; nothing for adults. */
export function proxyEnds(
  birthDate: string,
  now: Date,
  wanted: Date | null,
): { readonly until: Date | null; readonly viewOnlyFrom: Date | null } {
  const ofAge = birthday(birthDate, minor.endsAtAge);
  if (ofAge <= now) return { until: wanted, viewOnlyFrom: null };
  return {
    until: wanted === null || ofAge < wanted ? ofAge : wanted,
    viewOnlyFrom: birthday(birthDate, minor.viewOnlyFromAge),
  };
}
