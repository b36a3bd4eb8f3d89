import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext } from 'react';
import { api } from '../api/client.ts';
import type { Role, Session } from '../api/types.ts';

export const SESSION_KEY = ['session'] as const;

/** The session and the demo accounts, as the server last told. */
export function useSessionAnswer() {
  return useQuery({
    queryKey: SESSION_KEY,
    queryFn: api.session,
    staleTime: 60_000,
    refetchOnWindowFocus: true,
  });
}

const SessionContext = createContext<Session | null>(null);

export function SessionProvider({ session, children }: { session: Session; children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** The session inside the shell, where there always is one. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('used outside the shell');
  return session;
}

const CLINICAL: readonly Role[] = ['physician', 'pharmacist', 'nurse'];

export function isClinical(roles: readonly Role[]): boolean {
  return roles.some((role) => CLINICAL.includes(role));
}

export function isAtReception(roles: readonly Role[]): boolean {
  return roles.includes('receptionist') || isClinical(roles);
}

/** Prescriptions are issued by physicians of hospitals and clinics. */
export function isPrescriber({ roles, organisation }: Session): boolean {
  return (
    roles.includes('physician') && (organisation?.kind === 'hospital' || organisation?.kind === 'clinic')
  );
}

/** Where each role starts after signing in; of several roles the first in this order counts. */
const HOMES: readonly (readonly [Role, string])[] = [
  ['receptionist', '/reception'],
  ['physician', '/reception'],
  ['pharmacist', '/reception'],
  ['nurse', '/reception'],
  ['patient', '/me'],
  ['insurer-clerk', '/insurer'],
  ['intake-operator', '/intake'],
  ['manager', '/organisation'],
  ['ministry', '/disaster-modes'],
  ['administrator', '/organisations'],
];

export function homeOf(roles: readonly Role[]): string {
  return HOMES.find(([role]) => roles.includes(role))?.[1] ?? '/';
}
