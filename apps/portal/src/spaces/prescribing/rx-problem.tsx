import { useTranslation } from 'react-i18next';
import { ApiError } from '../../api/client.ts';
import { Problem } from '../../components/problem.tsx';

/** Fields of a refusal that help whoever wrote the prescription; their words are the server's own. */
const TOLD: readonly string[] = [
  'names',
  'name',
  'drug',
  'drugs',
  'place',
  'rule',
  'rules',
  'lastDay',
  'reasons',
  'state',
  'earliest',
  'latest',
];

/** A refusal in words, and below it what exactly the server named. */
export function RxProblem({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const fields =
    error instanceof ApiError ? Object.entries(error.fields).filter(([key]) => TOLD.includes(key)) : [];
  return (
    <div className="space-y-2">
      <Problem error={error} {...(onRetry === undefined ? {} : { onRetry })} />
      {fields.length === 0 ? null : (
        <dl aria-label={t('rx.problem.named')} className="panel p-3 text-sm">
          {fields.map(([key, value]) => (
            <div key={key} className="flex flex-wrap gap-x-3">
              <dt className="font-bold">{t(`rx.problem.${key}`)}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
