/** A row of numbers as a line of marks, as high as they are: how something went over time, in a cell of a table. */

const BLOCKS = '▁▂▃▄▅▆▇█'
/** Where a terminal shows no more than ASCII. */
const SIGNS = '.:-=+*#@'

/** One mark a number, by the largest of all, in so many cells at most; a space is none. */
export function sparkLine(numbers: readonly number[], cells: number, unicode: boolean): string {
  const means = gathered(numbers, cells)
  const most = Math.max(0, ...means)
  const marks = unicode ? BLOCKS : SIGNS
  return means.map((n) => (n <= 0 ? ' ' : marks[Math.ceil((n / most) * marks.length) - 1]!)).join('')
}

/** As many numbers as there are cells, or fewer: of neighbours the mean, for some cells have one more of them. */
function gathered(numbers: readonly number[], cells: number): readonly number[] {
  if (numbers.length <= cells) return numbers
  return Array.from({ length: cells }, (_, cell) => {
    const from = Math.floor((cell * numbers.length) / cells)
    const part = numbers.slice(from, Math.floor(((cell + 1) * numbers.length) / cells))
    return part.reduce((sum, n) => sum + n, 0) / part.length
  })
}
