/** Who sends what to whom, in a sentence. */
import { NO_ADDRESS } from '../../analysis/tables/address-table.js'
import { IP_PROTOCOL_NAMES } from '../../wire/registries/ip-protocols.js'
import type { Words } from '../language.js'
import type { FindingText } from './finding-words.js'

/** A packet's addresses, IP protocol number and ports; what is not known is -1. */
export interface FlowEnds {
  readonly source: number
  readonly destination: number
  readonly protocol: number
  readonly sourcePort: number
  readonly destinationPort: number
}

/** `TCP from 172.17.1.2 port 8000 to 172.17.1.3 port 49988`. */
export function flowText({ source, destination, ...flow }: FlowEnds, text: FindingText): Words {
  if (source === NO_ADDRESS) return { en: 'a packet that it does not show', zh: '引用中看不出的报文' }
  const { protocol, sourcePort, destinationPort } = flow
  const name = protocol < 0 ? '' : (IP_PROTOCOL_NAMES[protocol] ?? `IP protocol ${protocol}`)
  const from = text.address(source)
  const to = text.address(destination)
  const [en, zh] = [name === '' ? 'packets' : name, name === '' ? '' : ` 的 ${name}`]
  return {
    en: `${en} from ${from}${portText(sourcePort, ' port ')} to ${to}${portText(destinationPort, ' port ')}`,
    zh: `${from}${portText(sourcePort, ' 端口 ')} 发往 ${to}${portText(destinationPort, ' 端口 ')}${zh} 报文`,
  }
}

function portText(port: number, before: string): string {
  return port < 0 ? '' : `${before}${port}`
}
