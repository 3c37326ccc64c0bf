/** `-L`: which link types an interface can be captured with. */
import { LINK_TYPE_NAMES } from '../../wire/registries/link-types.js'
import { Exit, UsageError } from '../errors.js'
import { interfaceNames } from '../input.js'
import { writeStdout } from '../output.js'

/** Prints them, tcpdump's way; the exit code. */
export async function linkTypes(words: readonly string[] | undefined): Promise<number> {
  if (words === undefined) throw new UsageError('-L goes with -i')
  const { linkTypesOf } = await import('../../capture/libpcap.js')
  for (const name of await interfaceNames(words)) {
    const types = linkTypesOf(name).map((type) => `  ${LINK_TYPE_NAMES[type] ?? type}\n`)
    writeStdout(Buffer.from(`Data link types for ${name}:\n${types.join('')}`))
  }
  return Exit.Fine
}
