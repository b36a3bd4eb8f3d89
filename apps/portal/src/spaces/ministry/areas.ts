import { useLanguage } from '../../lib/use-language.ts';
import regions from './prefectures.json';

export const REGIONS = regions;

/** Prefectures by name, in the order of their codes. */
export function useAreaNames(): (codes: readonly string[]) => string {
  const language = useLanguage();
  const all = regions.flatMap((region) => region.prefectures);
  return (codes) =>
    all
      .filter(({ code }) => codes.includes(code))
      .map((prefecture) => prefecture[language])
      .join(language === 'ja' ? '、' : ', ');
}
