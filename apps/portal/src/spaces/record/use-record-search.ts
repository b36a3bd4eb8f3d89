import { useNavigate, useSearch } from '@tanstack/react-router';
import type { RecordSearch } from './model/record-search.ts';

type Change = { readonly [K in keyof RecordSearch]?: string | undefined };

/** The view of the record as the address has it, and how to change parts of it (undefined removes a part). */
export function useRecordSearch(): readonly [RecordSearch, (change: Change) => void] {
  const search: RecordSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = (part: Change) => {
    const next: Record<string, string> = {};
    for (const [key, value] of Object.entries({ ...search, ...part })) {
      if (typeof value === 'string' && value !== '') next[key] = value;
    }
    void navigate({ to: '.', search: next, replace: true, resetScroll: false });
  };
  return [search, change];
}
