import { useTranslation } from 'react-i18next';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

export function PrintButton() {
  const { t } = useTranslation();
  return (
    <Button onPress={() => window.print()}>
      <Icon name="print" />
      {t('common.print')}
    </Button>
  );
}
