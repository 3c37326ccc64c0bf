/** `vxsniff enqueue`: paths of captures to the queue of the workers. */
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { opening } from '../../capture/source.js'
import { escapeText } from '../../present/value.js'
import { EXPORT } from '../../words/screens/export.js'
import { pathOf } from '../capture-path.js'
import { Exit } from '../errors.js'
import { openQueue } from '../nats.js'
import { writeStderr } from '../output.js'
import type { EnqueueOptions } from './enqueue-options.js'
import { refuseStream } from './export.js'

/** Adds each; the exit code. */
export async function enqueue(files: readonly string[], o: EnqueueOptions): Promise<number> {
  const paths = files.map((file) => resolve(pathOf(file)))
  for (const path of paths) refuseStream(path)
  const stats = paths.map((path) => opening(path, () => statSync(path)))
  const queue = await openQueue(o.nats)
  try {
    await queue.make(o.replicas)
    let count = 0
    for (const [i, path] of paths.entries()) {
      const { size, mtimeMs } = stats[i]!
      if (await queue.add(path, `${path} ${size} ${mtimeMs}`)) count++
      else writeStderr(`${EXPORT[o.lang].waits(escapeText(path))}\n`)
    }
    writeStderr(`${EXPORT[o.lang].queued(count)}\n`)
  } finally {
    await queue.close()
  }
  return Exit.Fine
}
