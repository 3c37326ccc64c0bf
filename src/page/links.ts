/** What went between the ends of tunnels, for the drawing: the busiest first. */

import type { CheckFacts } from '../analysis/check/check-facts.js'
import { NO_ADDRESS } from '../analysis/tables/address-table.js'
import type { LinkData } from './data.js'

/** As many as there are between sixty ends. */
const LIMIT = 1770

export function linksOf({ tunnels }: CheckFacts): readonly LinkData[] {
  const links: LinkData[] = []
  for (const { network, a, b, toGroup, forth, back } of tunnels.records()) {
    if (a === NO_ADDRESS || b === NO_ADDRESS) continue
    links.push({ network, a, b, toGroup, forth: forth.packets, back: back.packets })
  }
  return links.sort((x, y) => y.forth + y.back - x.forth - x.back).slice(0, LIMIT)
}
