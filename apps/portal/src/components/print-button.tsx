import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

export function PrintButton() {
  const { t } = useTranslation();
  return (
    <Button extra="max-md:hidden" onPress={() => window.print()}>
      <Icon name="print" />
      {t('common.print')}
    </Button>
  );
}
