import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { own } from '../../api/access.ts';
import type { Disclosure } from '../../api/access-types.ts';
import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { Problem } from '../../components/problem.tsx';
import { dayOfInstant, fromDay } from '../../lib/dates.ts';
import { saveFile } from '../../lib/save-file.ts';

/** Saves the document that proves, without this server, that the entry stands in the log. */
export function ProofButton({ entry }: { entry: Disclosure }) {
  const { t } = useTranslation();
  const proof = useMutation({
    mutationFn: () => own.proof(entry.id),
    onSuccess: (bytes) => saveFile(`tsunagu-proof-${fromDay(dayOfInstant(entry.at))}.json`, bytes),
  });
  return (
    <div className="space-y-2">
      <Button look="quiet" isDisabled={proof.isPending} onPress={() => proof.mutate()}>
        <Icon name="download" />
        {t('disclosure.proof')}
      </Button>
      {proof.isSuccess ? (
        <p role="status" className="max-w-prose text-sm">
          {t('disclosure.proofSaved')}
        </p>
      ) : null}
      {proof.isError ? <Problem error={proof.error} onRetry={() => proof.mutate()} /> : null}
    </div>
  );
}
