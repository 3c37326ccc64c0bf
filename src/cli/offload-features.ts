/** What an interface leaves to its network card: the features that `ethtool -k` prints, as far as they explain packets. */
import { spawnSync } from 'node:child_process'

/** The features that change checksums or sizes between the stack and the wire. */
const FEATURES: ReadonlySet<string> = new Set([
  'tx-checksumming',
  'tx-checksum-ip-generic',
  'tx-checksum-ipv4',
  'tx-checksum-ipv6',
  'tx-udp_tnl-csum-segmentation',
  'generic-segmentation-offload',
  'tcp-segmentation-offload',
  'generic-receive-offload',
])
/** Milliseconds; a driver may hang. */
const TIMEOUT = 2000

/** Features of an interface that are on; undefined where ethtool is not there or knows nothing of it. */
export function offloadFeatures(name: string): readonly string[] | undefined {
  // ethtool would take a name that begins with a hyphen for an option; no real interface has such a name.
  if (name.startsWith('-')) return undefined
  const { status, stdout } = spawnSync('ethtool', ['-k', name], { encoding: 'utf8', timeout: TIMEOUT })
  return status === 0 ? featuresFrom(stdout) : undefined
}

/** The features that are on, from ethtool's output: `	tx-checksum-ip-generic: on`, `rx-checksumming: on [fixed]`. */
export function featuresFrom(printed: string): readonly string[] {
  return printed.split('\n').flatMap((line) => {
    const [, name = '', state] = /^\s*([^:\s]+): (on|off)/.exec(line) ?? []
    return state === 'on' && FEATURES.has(name) ? [name] : []
  })
}
