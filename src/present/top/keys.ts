/** Keys of a live screen: what terminals send for them, ECMA-48's and xterm's. */

export const Key = {
  Up: 'up',
  Down: 'down',
  PageUp: 'page-up',
  PageDown: 'page-down',
  First: 'first',
  Last: 'last',
  Enter: 'enter',
  Back: 'back',
  Erase: 'erase',
  EraseAll: 'erase-all',
  Interrupt: 'interrupt',
  Redraw: 'redraw',
} as const
export type Key = (typeof Key)[keyof typeof Key]

/** A key, or a character that was typed. */
export type Press = { readonly key: Key } | { readonly typed: string }

const KEYS: ReadonlyMap<string, Key> = new Map([
  ['\x1b[A', Key.Up],
  ['\x1bOA', Key.Up],
  ['\x1b[B', Key.Down],
  ['\x1bOB', Key.Down],
  ['\x1b[C', Key.Enter],
  ['\x1bOC', Key.Enter],
  ['\x1b[D', Key.Back],
  ['\x1bOD', Key.Back],
  ['\x1b[5~', Key.PageUp],
  ['\x1b[6~', Key.PageDown],
  ['\x1b[H', Key.First],
  ['\x1bOH', Key.First],
  ['\x1b[1~', Key.First],
  ['\x1b[7~', Key.First],
  ['\x1b[F', Key.Last],
  ['\x1bOF', Key.Last],
  ['\x1b[4~', Key.Last],
  ['\x1b[8~', Key.Last],
  ['\r', Key.Enter],
  ['\n', Key.Enter],
  ['\x1b', Key.Back],
  ['\x7f', Key.Erase],
  ['\b', Key.Erase],
  ['\x15', Key.EraseAll],
  ['\x03', Key.Interrupt],
  ['\x04', Key.Interrupt],
  ['\f', Key.Redraw],
])
/** A control sequence, or one character. */
const PRESS = /\p{Cc}(?:\[[0-9;]*[A-Za-z~]|O[A-Za-z])|[\s\S]/gu

/** What was pressed; control characters that mean nothing here are passed over. */
export function pressesIn(input: string): readonly Press[] {
  return [...input.matchAll(PRESS)].flatMap(([text]): readonly Press[] => {
    const key = KEYS.get(text)
    if (key !== undefined) return [{ key }]
    return /\p{Cc}/u.test(text) ? [] : [{ typed: text }]
  })
}
