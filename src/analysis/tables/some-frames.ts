/** Frames that are named of what there may be many of. */
export const MAX_FRAMES = 8

/** The first few frames, in order and each once. */
export function someFrames(frames: Iterable<number>): readonly number[] {
  return [...new Set(frames)].sort((x, y) => x - y).slice(0, MAX_FRAMES)
}
