import type { FhirDeps, Method } from './exchange.ts';

type Parts = Pick<FhirDeps, 'persons' | 'directories' | 'writer' | 'receivers' | 'operations'>;

/** Types that are handled here in any way. */
export function servedTypes({
  persons,
  directories,
  writer,
  receivers,
  operations,
}: Parts): ReadonlySet<string> {
  return new Set([
    ...persons.flatMap(({ types }) => types),
    ...directories.flatMap(({ types }) => types),
    ...(writer?.types ?? []),
    ...operations.flatMap(({ types }) => types),
    ...(receivers.length === 0 ? [] : ['Bundle']),
  ]);
}

/** Whether resources of a type can be searched for. */
export const isSearched = ({ persons, directories }: Parts, type: string): boolean =>
  [...persons, ...directories].some(({ types }) => types.includes(type));

export const isWritten = ({ writer }: Parts, type: string): boolean => writer?.types.includes(type) === true;

/** What can be done with a type, or with one of its resources. */
export function methodsFor(parts: Parts, type: string, level: 'type' | 'instance'): readonly Method[] {
  const searched = isSearched(parts, type);
  const written = isWritten(parts, type);
  const received = type === 'Bundle' && parts.receivers.length > 0;
  if (level === 'type')
    return [
      ...(searched ? (['GET'] as const) : []),
      ...(written || received ? (['POST'] as const) : []),
      ...(written ? (['PUT', 'PATCH', 'DELETE'] as const) : []),
    ];
  return [
    ...(searched || written ? (['GET'] as const) : []),
    ...(written ? (['PUT', 'PATCH', 'DELETE'] as const) : []),
  ];
}
