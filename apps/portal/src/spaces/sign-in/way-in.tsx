import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useTranslation } from 'react-i18next';

/** The two entrances; which one is open stands in the address, so that a link can lead patients to theirs. */
export function WayIn({ card, staff, patient }: { card: boolean; staff: ReactNode; patient: ReactNode }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const tab =
    'view-tab flex min-h-11 flex-1 items-center justify-center px-3 py-2 text-center cursor-pointer';
  return (
    <Tabs
      selectedKey={card ? 'card' : 'staff'}
      onSelectionChange={(key) =>
        void navigate({
          to: '/sign-in',
          search: (old) => ({ ...old, way: key === 'card' ? 'card' : undefined }),
          replace: true,
        })
      }
    >
      <TabList aria-label={t('signIn.who')} className="flex gap-1">
        <Tab id="staff" className={tab}>
          {t('signIn.staff')}
        </Tab>
        <Tab id="card" className={tab}>
          {t('signIn.patient')}
        </Tab>
      </TabList>
      <TabPanel id="staff" className="panel rounded-t-none p-4">
        {staff}
      </TabPanel>
      <TabPanel id="card" className="panel rounded-t-none p-4">
        {patient}
      </TabPanel>
    </Tabs>
  );
}
