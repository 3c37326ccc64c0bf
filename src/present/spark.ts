/** A row of numbers as a line of marks, as high as they are: how something went over time, in a cell of a table. */

const BLOCKS = '▁▂▃▄▅▆▇█'
/** Where a terminal shows no more than ASCII. */
const SIGNS = '.:-=+*#@'

/** One mark for each number, scaled to the largest, in at most `cells` cells; a space stands for 0. */
export function sparkLine(numbers: readonly number[], cells: number, unicode: boolean): string {
  const means = gathered(numbers, cells)
  const most = Math.max(0, ...means)
  const marks = unicode ? BLOCKS : SIGNS
  return means.map((n) => (n <= 0 ? ' ' : marks[Math.ceil((n / most) * marks.length) - 1]!)).join('')
}

/** At most as many numbers as cells. Neighbours are averaged, since some cells stand for more numbers than others. */
function gathered(numbers: readonly number[], cells: number): readonly number[] {
  if (numbers.length <= cells) return numbers
  return Array.from({ length: cells }, (_, cell) => {
    const from = Math.floor((cell * numbers.length) / cells)
    const part = numbers.slice(from, Math.floor(((cell + 1) * numbers.length) / cells))
    return part.reduce((sum, n) => sum + n, 0) / part.length
  })
}
