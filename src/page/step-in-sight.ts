/** Keeps what a step is about on the screen: its sentence, its row of the ladder, and the lines that it taught. */

/** Pixels between the player and the page's head. */
const ROOM = 8

/** Scrolls the tables in their box and, where the step is not on the screen, the page. The ladder scrolls by itself. */
export function keepStepInSight(player: HTMLElement): void {
  showFresh(player)
  const head = document.querySelector('.head')?.getBoundingClientRect().bottom ?? 0
  if (lowest(player) <= innerHeight && highest(player) >= head) return
  scrollBy(0, player.getBoundingClientRect().top - head - ROOM)
  // On a screen that is too low for both, the row matters more.
  const below = lowest(player) - innerHeight
  if (below > 0) scrollBy(0, below + ROOM)
}

function highest(player: HTMLElement): number {
  return player.querySelector('.player-step')?.getBoundingClientRect().top ?? 0
}

/** The lower side of the step's row, as much of it as its box shows. */
function lowest(player: HTMLElement): number {
  const row = player.querySelector('.ladder-row.current .ladder-band')?.getBoundingClientRect().bottom ?? 0
  const box = player.querySelector('.ladder')?.getBoundingClientRect().bottom ?? 0
  return Math.min(row, box)
}

function showFresh(player: HTMLElement): void {
  const box = player.querySelector('.step-tables')
  const fresh = box?.querySelector('.fresh')?.getBoundingClientRect()
  if (box === null || fresh === undefined) return
  const seen = box.getBoundingClientRect()
  if (fresh.top < seen.top || fresh.bottom > seen.bottom) box.scrollTop += fresh.top - seen.top - seen.height / 3
}
