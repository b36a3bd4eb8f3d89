import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import en from './en.json';
import findingsEn from './findings.en.json';
import findingsJa from './findings.ja.json';
import ja from './ja.json';

/** Starts the messages in `language`. Both languages are in the bundle: switching needs no network. */
export async function startMessages(language: 'ja' | 'en'): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'ja',
    resources: {
      ja: { translation: { ...ja, finding: findingsJa } },
      en: { translation: { ...en, finding: findingsEn } },
    },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
}
