/** Questions about checksums that are not what one would compute, and are right all the same. */
import { chosen, isVxlan, type Maker } from './source.js'

export const checksumOffload: Maker = function* (s) {
  for (const p of s.packets) {
    if (p.offloaded === '') continue
    yield {
      ...chosen(s.words.questions['checksum-offload'], { frame: p.frame, protocol: p.offloaded }),
      source: '',
      frames: [p.frame],
    }
  }
}

export const checksumZero: Maker = function* (s) {
  for (const p of s.packets) {
    if (!isVxlan(p) || p.udpChecksum !== 0) continue
    yield {
      ...chosen(s.words.questions['checksum-zero'], { frame: p.frame, ipv6: p.isIpv6 }),
      source: p.isIpv6 ? 'RFC 6935 §5' : 'RFC 7348 §5',
      frames: [p.frame],
    }
  }
}
