import { useQuery } from '@tanstack/react-query';
import { prescriptionsApi } from '../../api/prescriptions.ts';
import { queryClient } from '../../app/query-client.ts';

const personRxKey = (ref: string) => ['person', ref, 'prescriptions'] as const;
export const rxKey = (id: string) => ['prescriptions', 'one', id] as const;
export const listKey = ['prescriptions', 'list'] as const;

/** What the server remarked when it was issued: told once, kept as long as the page is open. */
export const warningsKey = (id: string) => ['prescriptions', 'warnings', id] as const;

/** What this institution prescribed to a person, newest first. */
export function usePersonPrescriptions(ref: string) {
  return useQuery({ queryKey: personRxKey(ref), queryFn: () => prescriptionsApi.ofPerson(ref) });
}

export function usePrescription(id: string) {
  return useQuery({ queryKey: rxKey(id), queryFn: () => prescriptionsApi.get(id), refetchInterval: 60_000 });
}

/** After a step everything that shows prescriptions is read anew. */
export function rereadPrescriptions(personRef: string): void {
  void queryClient.invalidateQueries({ queryKey: ['prescriptions'] });
  void queryClient.invalidateQueries({ queryKey: personRxKey(personRef) });
}
