import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { Button } from '../components/button.tsx';
import { setPreferences, usePreferences } from './preferences.ts';

/** Language, text size and colours. Each button names the state it leads to or shows it as pressed. */
export function DisplaySettings() {
  const { t } = useTranslation();
  const chosen = usePreferences();
  const other = chosen.language === 'ja' ? 'en' : 'ja';
  const choose = (language: 'ja' | 'en') => {
    setPreferences({ language });
    void i18next.changeLanguage(language);
  };
  return (
    <fieldset className="flex flex-wrap items-center">
      <legend className="sr-only">{t('shell.display')}</legend>
      <Button look="bar" onPress={() => choose(other)}>
        <span lang={other}>{other === 'en' ? 'English' : '日本語'}</span>
      </Button>
      <Button
        look="bar"
        onPress={() => setPreferences({ text: chosen.text === 'large' ? 'normal' : 'large' })}
      >
        {chosen.text === 'large' ? t('shell.textToNormal') : t('shell.textToLarge')}
      </Button>
      <Button
        look="bar"
        onPress={() => setPreferences({ theme: chosen.theme === 'contrast' ? 'light' : 'contrast' })}
      >
        {chosen.theme === 'contrast' ? t('shell.themeToLight') : t('shell.themeToContrast')}
      </Button>
    </fieldset>
  );
}
