/** `vxsniff anonymise`: from files to one that can be given away, and the search for what should not be in it. */
import { setImmediate } from 'node:timers/promises'
import { type Capture, CaptureError } from '../../capture/capture.js'
import { openFiles } from '../../capture/files.js'
import { refuseSource } from '../../capture/target.js'
import { openWriter } from '../../capture/write.js'
import { escapeText } from '../../present/value.js'
import { Addresses } from '../../transform/anonymise/addresses.js'
import { Anonymiser, type AnonymiserOptions } from '../../transform/anonymise/anonymiser.js'
import { type Leak, LeakSearch } from '../../transform/anonymise/leaks.js'
import { type Secrets, secretsFrom } from '../../transform/anonymise/secrets.js'
import { decode } from '../../wire/decode.js'
import { Packet } from '../../wire/packet.js'
import type { Tables } from '../../wire/tables.js'
import { ANONYMISE } from '../../words/screens/anonymise.js'
import { AnonymousCapture, keptOptions, textsOf } from '../anonymous-capture.js'
import { Exit, UsageError } from '../errors.js'
import { failBeyondFileLimit } from '../file-limit.js'
import { openInput } from '../input.js'
import { FILES_ONLY } from '../input-options.js'
import { writeStderr, writeStdout } from '../output.js'
import { PacketLoop } from '../packet-loop.js'
import { tablesFrom } from '../shared-options.js'
import { endOnSignals } from '../signals.js'
import { type AnonymiseOptions, mappingFrom, passphraseOf } from './anonymise-options.js'

/** Leaks that are printed. */
const SHOWN = 20

/**
 * Writes the anonymised capture, or searches one, or both; the exit code. Throws a `CaptureError` after all that could be
 * read was written.
 */
export async function anonymise(files: readonly string[], o: AnonymiseOptions): Promise<number> {
  if (o.write === undefined && o.check === undefined) throw new UsageError('where to? Give a file with -w')
  const secrets = secretsFrom(passphraseOf(o))
  const how: AnonymiserOptions = { payload: o.payload, ...mappingFrom(o) }
  // The passphrase maps the same on another day: it must not be lost.
  if (o.write !== undefined && o.keyFile !== undefined) refuseSource(o.write, [o.keyFile])
  if (o.write !== undefined) await write(files, o.write, o, new Anonymiser(secrets, tablesFrom(o), how))
  return o.check === undefined ? Exit.Fine : await check(files, o.check, o, secrets, how)
}

async function write(
  files: readonly string[],
  path: string,
  o: AnonymiseOptions,
  anonymiser: Anonymiser,
): Promise<void> {
  // Before anything is read: a file that is read is not written to, nor is one that the shell has made of it.
  refuseSource(path, files)
  const input = await openInput(files, { ...o, ...FILES_ONLY })
  try {
    failBeyondFileLimit()
    const { capture } = input
    const outside = new AnonymousCapture(capture)
    const writer = openWriter(path, outside, files)
    let packets = 0
    let isWritten = true
    const loop = new PacketLoop(
      input,
      { ...o, tables: tablesFrom(o) },
      {
        hints: true,
        packet(p) {
          anonymiser.rewrite(p)
          anonymiser.attach(keptOptions(p, capture.interfaces[p.interfaceId]!.littleEndian))
          outside.update()
          writer.write(anonymiser.packet)
          packets++
        },
        pause: () => setImmediate(),
      },
    )
    const finish = (): void => {
      try {
        outside.update()
        writer.close()
      } catch (e) {
        isWritten = false
        throw e
      } finally {
        loop.finish()
        const { written, kept } = ANONYMISE[o.lang]
        const hint = o.payload === 'keep' ? `${kept}\n` : ''
        if (isWritten) writeStderr(`${written(escapeText(path), packets)}\n${hint}`)
      }
    }
    endOnSignals(finish)
    try {
      await loop.run()
    } catch (e) {
      isWritten = e instanceof CaptureError
      throw e
    } finally {
      finish()
    }
  } finally {
    input.capture.close()
  }
}

/** Searches the file at `path`; the exit code. */
async function check(
  files: readonly string[],
  path: string,
  o: AnonymiseOptions,
  secrets: Secrets,
  how: AnonymiserOptions,
): Promise<number> {
  if (path === '-' || files.includes('-')) throw new UsageError('--check reads files more than once; give no -')
  const words = ANONYMISE[o.lang]
  const tables = { ...tablesFrom(o), reassemble: false, guess: true }
  const search = new LeakSearch(new Addresses(secrets, how))
  const before = await each(files, tables, (p) => {
    search.learn(p)
  })
  const inputs = await openFiles(files)
  const input = new Packet(tables)
  let lines: readonly string[] = []
  let after = 0
  try {
    after = await each(
      [path],
      tables,
      async (p) => {
        if (await next(inputs, input)) search.compare(input, p)
      },
      (output) => {
        const own = new Set(textsOf(output))
        lines = textsOf(inputs)
          .filter((text) => own.has(text))
          .map((text) => words.described(escapeText(text)))
      },
    )
  } finally {
    inputs.close()
  }
  if (after !== before) {
    writeStderr(`vxsniff: ${words.otherCount(escapeText(path), before, after)}\n`)
    return Exit.Usage
  }
  if (search.hasSuspects) {
    await each(files, tables, (p) => {
      search.confirm(p)
    })
  }
  const leaks = search.leaks.slice(0, SHOWN)
  const told = [...lines, ...leaks.map((leak) => words.leak(leak.what, valueText(leak), leak.frame, leak.offset))]
  const more = search.count - leaks.length
  if (more > 0) told.push(words.more(more))
  if (told.length === 0) {
    writeStderr(`${words.clean(escapeText(path), after)}\n`)
    return Exit.Fine
  }
  writeStdout(Buffer.from(told.map((line) => `${line}\n`).join('')))
  return Exit.Findings
}

function valueText({ what, octets }: Leak): string {
  const text = Buffer.from(octets)
  if (what === 'name') return escapeText(text.toString('latin1'))
  if (what === 'address' && octets.length === 4) return octets.join('.')
  return text.toString('hex').replace(/..(?=.)/g, what === 'mac' ? '$&:' : '$&')
}

/** Calls back for each packet, decoded; how many there are. `end` is called before the capture is closed. */
async function each(
  files: readonly string[],
  tables: Tables,
  visit: (p: Packet) => void | Promise<void>,
  end?: (capture: Capture) => void,
): Promise<number> {
  const capture = await openFiles(files)
  const p = new Packet(tables)
  let packets = 0
  try {
    while (await next(capture, p)) {
      packets++
      await visit(p)
    }
    end?.(capture)
  } finally {
    capture.close()
  }
  return packets
}

async function next(capture: Capture, p: Packet): Promise<boolean> {
  while (!capture.next(p)) if (!(await capture.fill())) return false
  decode(p)
  return true
}
