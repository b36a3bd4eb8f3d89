import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { signingApi } from '../../api/prescriptions.ts';
import { queryClient } from '../../app/query-client.ts';
import { Button } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { Problem } from '../../components/problem.tsx';
import { formatInstant } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';

const SIGNING_KEY = ['signing'] as const;

/** With which certificate the signed-in person signs; null = none in the key service, undefined = not known yet. */
export function useSigning() {
  return useQuery({ queryKey: SIGNING_KEY, queryFn: signingApi.own, staleTime: 300_000 });
}

/** The certificate in the key service, or the way to one. @spec prescriptions.md §1, §8 */
export function SigningPanel() {
  const { t } = useTranslation();
  const language = useLanguage();
  const signing = useSigning();
  const enrol = useMutation({
    mutationFn: signingApi.enrol,
    onSuccess: (answer) => queryClient.setQueryData(SIGNING_KEY, answer),
  });
  if (signing.isPending) return null;
  if (signing.isError) return <Problem error={signing.error} onRetry={() => signing.refetch()} />;
  const { certificate } = signing.data;
  if (certificate !== null)
    return (
      <p className="text-sm text-soft">
        {t('rx.signing.with', {
          name: certificate.name,
          until: formatInstant(certificate.expiresAt, language),
        })}
      </p>
    );
  return (
    <Notice tone="warn" title={t('rx.signing.missing')}>
      <p>{t('rx.signing.missingNote')}</p>
      <div className="mt-2">
        <Button isDisabled={enrol.isPending} onPress={() => enrol.mutate()}>
          {t('rx.signing.enrol')}
        </Button>
      </div>
      {enrol.isError ? <Problem error={enrol.error} /> : null}
    </Notice>
  );
}
