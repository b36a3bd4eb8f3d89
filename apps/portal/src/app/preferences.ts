import { useSyncExternalStore } from 'react';

/** What a person chose for this browser; kept in localStorage, never sent anywhere. */
export interface Preferences {
  readonly language: 'ja' | 'en';
  readonly theme: 'light' | 'contrast';
  readonly text: 'normal' | 'large';
}

const KEY = 'tsunagu.preferences';
const DEFAULTS: Preferences = { language: 'ja', theme: 'light', text: 'normal' };
const listeners = new Set<() => void>();
let current = read();

function read(): Preferences {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    const value = typeof stored === 'object' && stored !== null ? stored : {};
    return {
      language: 'language' in value && value.language === 'en' ? 'en' : 'ja',
      theme: 'theme' in value && value.theme === 'contrast' ? 'contrast' : 'light',
      text: 'text' in value && value.text === 'large' ? 'large' : 'normal',
    };
  } catch {
    return DEFAULTS;
  }
}

/** The preferences as they are now, for code outside components. */
export function preferences(): Preferences {
  return current;
}

/** Mirrors the preferences onto the document element, where the style sheet reads them. */
export function applyPreferences(): void {
  const root = document.documentElement;
  root.lang = current.language;
  root.dataset.theme = current.theme;
  root.dataset.text = current.text;
}

export function setPreferences(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // A browser that refuses storage still gets the choice for this page.
  }
  applyPreferences();
  for (const listener of listeners) listener();
}

export function usePreferences(): Preferences {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, preferences);
}
