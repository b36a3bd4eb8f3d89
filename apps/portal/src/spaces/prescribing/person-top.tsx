import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { RECORD_CATEGORIES } from '../../api/types.ts';
import { useNow } from '../../lib/use-now.ts';
import { standingOfConsents } from '../person/grounds.ts';
import { PersonBanner } from '../person/person-banner.tsx';
import { personKey, useConsents } from '../person/person-frame.tsx';

/** The banner above a page that is reached by a prescription instead of a person. */
export function PersonTop({ personRef }: { personRef: string }) {
  const now = useNow();
  const person = useQuery({
    queryKey: personKey(personRef),
    queryFn: () => api.person(personRef),
    staleTime: 300_000,
  });
  const consents = useConsents(personRef);
  if (person.data === undefined) return null;
  const standings = consents.data
    ? standingOfConsents(consents.data.consents, now).filter(({ category }) =>
        RECORD_CATEGORIES.some((one) => one === category),
      )
    : null;
  return <PersonBanner top person={person.data.person} standings={standings} />;
}
