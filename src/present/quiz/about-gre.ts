/** Questions about GRE: its optional fields, and what each direction has for itself. */
import { ETHERNET, FLAG_C, FLAG_K, FLAG_R, FLAG_S, MIN_HEADER_LEN } from '../../wire/protocols/gre.js'
import { TunnelType } from '../../wire/tunnel.js'
import { chosen, hex, isGre, type Maker, type QuizSource, told } from './source.js'
import type { TunnelPacket } from './tunnel-packets.js'

/** Octets of each optional part: checksum with Reserved1, key, sequence number. */
const OPTION_LEN = 4

export const greKey: Maker = function* (s) {
  for (const p of keyed(s)) {
    const parts = {
      frame: p.frame,
      hex: hex(p.id, 8),
      source: s.address(p.source),
      destination: s.address(p.destination),
    }
    yield {
      ...told(s.words.questions['gre-key'], parts),
      source: 'RFC 2890 §2.1',
      frames: [p.frame],
      right: hex(p.id, 1),
      wrong: [],
      form: 'number',
    }
  }
}

export const greKeys: Maker = function* (s) {
  const forth = new Map<number, TunnelPacket>()
  for (const p of keyed(s)) {
    const first = forth.get(p.network)
    if (first === undefined) forth.set(p.network, p)
    if (first === undefined || first.source !== p.destination || first.destination !== p.source) continue
    if (first.id === p.id) continue
    const frames = [first.frame, p.frame] as const
    const keys = [hex(first.id, 6), hex(p.id, 6)] as const
    yield { ...chosen(s.words.questions['gre-keys'], { frames, keys }), source: 'RFC 2890 §2.1', frames }
  }
}

/** GRE packets with a key that is not read as NVGRE's two parts. */
function* keyed(s: QuizSource): Generator<TunnelPacket> {
  for (const p of s.packets) {
    if (isGre(p) && p.type !== TunnelType.GretapOrNvgre && (p.greFlags & FLAG_K) !== 0) yield p
  }
}

export const greSequence: Maker = function* (s) {
  for (const p of s.packets) {
    if (!isGre(p) || p.greSequence < 0) continue
    const parts = {
      frame: p.frame,
      number: p.greSequence,
      source: s.address(p.source),
      destination: s.address(p.destination),
    }
    yield {
      ...told(s.words.questions['gre-sequence'], parts),
      source: 'RFC 2890 §2.2',
      frames: [p.frame],
      right: String((p.greSequence + 1) % 2 ** 32),
      wrong: [],
      form: 'number',
    }
  }
}

export const greLength: Maker = function* (s) {
  const { greBase, greOptions, questions } = s.words
  for (const p of s.packets) {
    const length = p.headers.at(-1)?.octets
    if (!isGre(p) || length === undefined || (p.greFlags & FLAG_R) !== 0) continue
    const options = [
      ...((p.greFlags & FLAG_C) !== 0 ? [greOptions.checksum] : []),
      ...((p.greFlags & FLAG_K) !== 0 ? [greOptions.key] : []),
      ...((p.greFlags & FLAG_S) !== 0 ? [greOptions.sequence] : []),
    ]
    // WCCP puts octets of its own behind them.
    if (length !== MIN_HEADER_LEN + OPTION_LEN * options.length) continue
    const parts = [`${MIN_HEADER_LEN} (${greBase})`, ...options.map((option) => `${OPTION_LEN} (${option})`)]
    yield {
      ...told(questions['gre-length'], { frame: p.frame, sum: `${parts.join(' + ')} = ${length}` }),
      source: options.length === 0 ? 'RFC 2784 §2.1' : 'RFC 2890 §2',
      frames: [p.frame],
      right: String(length),
      wrong: [],
      form: 'number',
    }
  }
}

export const greCarries: Maker = function* (s) {
  const { carried, questions } = s.words
  for (const p of s.packets) {
    const what = isGre(p) ? CARRIED[p.greProtocol] : undefined
    if (what === undefined) continue
    const parts = { frame: p.frame, type: hex(p.greProtocol, 4), carried: carried[what] }
    yield {
      ...told(questions['gre-carries'], parts),
      source: 'RFC 2784 §2.4',
      frames: [p.frame],
      right: carried[what].trim(),
      wrong: Object.values(carried).map((text) => text.trim()),
    }
  }
}

const CARRIED: Readonly<Record<number, 'ethernet' | 'ipv4' | 'ipv6'>> = {
  [ETHERNET]: 'ethernet',
  0x0800: 'ipv4',
  0x86dd: 'ipv6',
}

export const greChecksum: Maker = function* (s) {
  for (const p of s.packets) {
    if (!isGre(p) || (p.greFlags & FLAG_C) === 0) continue
    yield {
      ...chosen(s.words.questions['gre-checksum'], { frame: p.frame }),
      source: 'RFC 2784 §2.5',
      frames: [p.frame],
    }
  }
}
