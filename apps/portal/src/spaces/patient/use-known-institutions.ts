import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { own } from '../../api/access.ts';
import type { Institution } from '../../api/types.ts';
import { useOwnRecord } from './own-record.tsx';
import { useHome } from './use-home.ts';

/** Institutions of the own record and of consents given before, by name. */
export function useKnownInstitutions(): readonly Institution[] {
  const home = useHome();
  const record = useOwnRecord();
  const consents = useQuery({
    queryKey: [...home.key, 'consents'],
    queryFn: () => own.consents(home.path),
  });
  return useMemo(() => {
    const known = new Map<string, string>();
    const note = (one: Institution | null) => {
      if (one !== null && /^\d{10}$/.test(one.code)) known.set(one.code, one.name);
    };
    for (const { institution } of record.data?.visits ?? []) note(institution);
    for (const { institution, prescriber } of record.data?.drugs ?? []) {
      note(institution);
      note(prescriber);
    }
    for (const { facilityCode, facilityName } of consents.data?.consents ?? [])
      note({ code: facilityCode, name: facilityName });
    return [...known]
      .map(([code, name]) => ({ code, name }))
      .sort((a, b) => a.name.localeCompare(b.name, 'ja'));
  }, [record.data, consents.data]);
}
