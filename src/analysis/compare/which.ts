/** Which packets of two places are shown side by side. */
export const WHICH = ['all', 'pairs', 'changed', 'lost', 'alone'] as const
export type Which = (typeof WHICH)[number]
