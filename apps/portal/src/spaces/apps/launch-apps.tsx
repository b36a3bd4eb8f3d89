import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { apps } from '../../api/apps.ts';
import { Button } from '../../components/button.tsx';
import { Problem } from '../../components/problem.tsx';

/** Starts an app for the person in context, in a window of its own. */
export function LaunchApps({ personRef }: { personRef: string }) {
  const { t } = useTranslation();
  const list = useQuery({ queryKey: ['launchable-apps'], queryFn: apps.launchable, staleTime: 300_000 });
  const launch = useMutation({
    mutationFn: async ({ clientId, tab }: { readonly clientId: string; readonly tab: Window | null }) => {
      try {
        const { url } = await apps.launch(clientId, personRef);
        if (tab === null) location.assign(url);
        else tab.location.replace(url);
      } catch (error) {
        tab?.close();
        throw error;
      }
    },
  });
  // Opened at once: browsers let a press open a window, and not what comes later.
  const start = (clientId: string) => {
    const tab = window.open('about:blank', '_blank');
    if (tab !== null) tab.opener = null;
    launch.mutate({ clientId, tab });
  };
  const offered = list.data?.apps ?? [];
  if (offered.length === 0) return null;
  return (
    <div className="space-y-2 print:hidden">
      <div className="flex flex-wrap gap-2">
        {offered.map((app) => (
          <Button key={app.clientId} isDisabled={launch.isPending} onPress={() => start(app.clientId)}>
            {t('smart.start', { name: app.name })}
          </Button>
        ))}
      </div>
      {launch.isError ? <Problem error={launch.error} /> : null}
    </div>
  );
}
