/**
 * Names of temporary files, and the removal of those that a killed run has left. The name tells which run a file is of,
 * so that a later run removes only those of dead runs.
 */
import { createHash, randomBytes } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Process id, the process's start in clock ticks from boot, a hash of boot and container, and a random part. */
const NAME = /^\.vxsniff-(\d+)-(\d+)-([0-9a-f]{8})-[0-9a-f]{12}$/
/** Milliseconds after which a temporary file of another machine is taken for abandoned. */
const LONG_AGO = 864e5

/** A name that is not there yet. */
export function momentaryName(): string {
  return `.vxsniff-${process.pid}-${startOf(process.pid) ?? 0}-${place()}-${randomBytes(6).toString('hex')}`
}

/** Removes the temporary files in a folder that dead runs of this user, or of one of `owners`, have left. */
export function removeLeftovers(folder: string, owners: readonly number[] = []): void {
  const uids = [process.geteuid?.() ?? 0, ...owners]
  for (const name of namesIn(folder)) {
    const [, pid, start, at] = NAME.exec(name) ?? []
    if (pid === undefined) continue
    const path = join(folder, name)
    try {
      const { uid, mtimeMs } = lstatSync(path)
      const isOver = at === place() ? !isRunning(Number(pid), Number(start)) : Date.now() - mtimeMs > LONG_AGO
      if (isOver && uids.includes(uid)) rmSync(path, { recursive: true })
    } catch {
      // Another run has removed the file already, or we may not remove it.
    }
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    // The user may be allowed to write to a folder but not to list it.
    return []
  }
}

/** Whether the process that began at `start` still runs; another process may have its number by now. */
function isRunning(pid: number, start: number): boolean {
  const now = startOf(pid)
  if (now !== undefined && start !== 0) return now === start
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** When a process began, in clock ticks from boot: proc_pid_stat(5), field 22. Undefined where there is none. */
function startOf(pid: number): number | undefined {
  const stat = textOf(() => readFileSync(`/proc/${pid}/stat`, 'latin1'))
  // The program's name, which may hold anything, is field 2, in parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields.length > 19 ? Number(fields[19]) : undefined
}

/** Where process numbers are valid: this boot of this machine, and this container. */
function place(): string {
  const boot = textOf(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1'))
  const space = textOf(() => readlinkSync('/proc/self/ns/pid'))
  return createHash('sha256').update(`${boot}${space}`).digest('hex').slice(0, 8)
}

function textOf(read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}
