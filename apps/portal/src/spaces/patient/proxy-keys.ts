export const PROXIES_KEY = ['me', 'proxies'] as const;
