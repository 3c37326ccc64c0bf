/** `check`, `learn` and `flows` tell the same of a capture and of what became of it, but for the names. */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Addresses } from '../../../src/transform/anonymise/addresses.js'
import { Anonymiser } from '../../../src/transform/anonymise/anonymiser.js'
import { secretsFrom } from '../../../src/transform/anonymise/secrets.js'
import { Packet } from '../../../src/wire/packet.js'
import { defaultTables } from '../../../src/wire/protocols/index.js'
import { temporary } from '../../helpers/capture-octets.js'
import { LAB, NETWORKS } from '../../helpers/finding-captures.js'
import { isMissing } from '../../helpers/programs.js'
import { recordsOf, saved, takeUp } from '../../helpers/records.js'
import { inAnyOrder, renamed } from '../../helpers/renamed.js'
import { share } from '../../helpers/share.js'
import { toldOf } from '../../helpers/told-of.js'

const SECRETS = secretsFrom('correct horse')
const ADDRESSES = new Addresses(SECRETS)

const captures = [LAB, NETWORKS].flatMap((folder) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.pcap(ng)?$/.test(name))
        .map((name) => `${folder}${name}`)
    : [],
)
if (captures.length === 0) console.warn('SKIPPED: networks of ../shared')

describe.runIf(captures.length > 0)('networks of real kernels', () => {
  test.each(share(captures, 14))('%s', async (path) => {
    const before = await toldOf(path)
    const after = await toldOf(path, new Anonymiser(SECRETS, defaultTables()))
    // Messages of BGP are data, which go: what they taught is not told then.
    const forms = path.includes('-evpn-') ? (['check', 'flows'] as const) : (['check', 'learn', 'flows'] as const)
    for (const form of forms) {
      expect(inAnyOrder(renamed(after[form])), form).toBe(inAnyOrder(renamed(before[form], ADDRESSES)))
    }
  })
})

const file = temporary()

/** Frames that tshark takes for malformed. */
function malformedIn(path: string): readonly string[] {
  const args = ['-r', path, '-Y', '_ws.malformed', '-T', 'fields', '-e', 'frame.number']
  const { stdout, status } = spawnSync('tshark', args, { encoding: 'utf8' })
  expect(status).toBe(0)
  return stdout.split('\n').filter((line) => line !== '')
}

describe.runIf(captures.length > 0 && !isMissing('tshark', 'apt install tshark'))('no packet is malformed', () => {
  test.each(share(captures, 60))('that was not before: %s', async (path) => {
    const anonymiser = new Anonymiser(SECRETS, defaultTables())
    const p = new Packet()
    const records = await recordsOf(path)
    if (records.some(({ linkType }) => linkType !== 1)) return
    const frames = records.map((record, i) => {
      takeUp(p, record, i + 1)
      anonymiser.rewrite(p)
      const { recordBytes, recordStart, captured } = anonymiser.packet
      return { ...record, octets: recordBytes.slice(recordStart, recordStart + captured) }
    })
    const before = new Set(malformedIn(path))
    expect(malformedIn(file('anonymised.pcap', saved(frames))).filter((frame) => !before.has(frame))).toEqual([])
  })
})
