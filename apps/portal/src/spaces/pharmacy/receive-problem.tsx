import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/client.ts';
import { Problem } from '../../components/problem.tsx';

/** Fields by which the server names what a code and a name say. @spec prescriptions.md §5.5 */
const NAMES = ['sentName', 'names', 'code', 'rp', 'drug', 'reasons'] as const;

/** A refusal of reception; where code and name differ, both are shown. */
export function ReceiveProblem({ error }: { error: unknown }) {
  const { t } = useTranslation();
  const fields = error instanceof ApiError ? error.fields : {};
  const told = NAMES.filter((key) => fields[key]);
  return (
    <div className="space-y-2">
      <Problem error={error} />
      {told.length > 0 ? (
        <dl className="panel grid grid-cols-[auto_1fr] gap-x-4 p-3">
          {told.map((key) => (
            <div key={key} className="contents">
              <dt className="text-soft">{t(`pharmacy.mismatch.${key}`)}</dt>
              <dd className="font-bold">{fields[key]}</dd>
            </div>
          ))}
        </dl>
      ) : null}
    </div>
  );
}
