/** `check`, `learn` and `flows` tell the same of a capture and of what became of it, but for the names. */
import { existsSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Addresses } from '../../../src/transform/anonymise/addresses.js'
import { Anonymiser } from '../../../src/transform/anonymise/anonymiser.js'
import { secretsFrom } from '../../../src/transform/anonymise/secrets.js'
import { defaultTables } from '../../../src/wire/protocols/index.js'
import { LAB, NETWORKS } from '../../helpers/finding-captures.js'
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
