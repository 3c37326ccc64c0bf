/**
 * Of what a test takes every capture through, a share: the whole takes longer than anybody waits for after each change.
 * `npm run test:all` takes all of it.
 */
const { ALL_CAPTURES } = process.env

/** Whether all of everything is taken. */
export const isWhole: boolean = ALL_CAPTURES === '1'

/** One in so many, the same in every run; all of them with `ALL_CAPTURES=1`. */
export function share<T>(all: readonly T[], oneIn: number): readonly T[] {
  return isWhole ? all : all.filter((_, i) => i % oneIn === 0)
}
