/** `explain --json`: one object. Offsets are octets from the packet's first; `end` is the first octet behind. */
import { NO_ADDRESS } from '../../analysis/tables/address-table.js'
import { addressText, macText } from '../address-text.js'
import type { Names } from '../learn/names.js'
import { epochText } from '../timestamp-text.js'
import { escapeJson } from '../value.js'
import type { Explanation } from './explain.js'

/** Grows when a member changes its meaning. */
const SCHEMA = 2

/** The object with a newline at its end. */
export function explainJson(e: Explanation, names: Names): string {
  const { packet, overhead, whereabouts, tables } = e
  const address = (n: number): string | null => (n === NO_ADDRESS ? null : addressText(names.facts.addresses, n))
  const json = JSON.stringify(
    {
      schema: SCHEMA,
      frame: e.at.frame,
      time: e.hasTime ? epochText(e.at) : null,
      wholeInFrame: e.wholeIn ?? null,
      remarks: e.remarks ?? null,
      octets: Array.from(e.octets, (octet) => octet.toString(16).padStart(2, '0')).join(''),
      packet,
      overhead: overhead ?? null,
      quotes: e.quotes ?? null,
      quotedBy: e.quotedBy ?? null,
      sequences: whereabouts.map(({ sequence, title, network, of, steps }) => ({
        sequence,
        title,
        network: names.network(network),
        of,
        steps: steps.map(({ step, says }) => ({
          number: step.number,
          kind: step.kind,
          fromVtep: address(step.fromVtep),
          toVteps: step.toVteps.map(address),
          via: step.via,
          mac: step.mac === 0 ? null : macText(step.mac),
          says,
        })),
      })),
      tables,
    },
    null,
    1,
  )
  // Lines are escaped one by one, since only the newlines between them are meant as control characters.
  return `${json.split('\n').map(escapeJson).join('\n')}\n`
}
