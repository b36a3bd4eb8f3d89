import type { ReadPictures } from './collect.ts';

/** Finds codes in pictures; null where this build brings no reader: codes are then typed or chosen as files. */
export const readPictures: ReadPictures | null = null;
