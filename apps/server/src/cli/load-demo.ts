import type { Runtime } from '../main.ts';
export const loadDemo = async (_runtime: Runtime): Promise<void> => {};
export const demoGuide = async (_runtime: Runtime): Promise<string[]> => [];
