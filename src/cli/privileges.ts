/** `-Z`: another user for good, without what root may do. */
import { readFileSync } from 'node:fs'
import { PermissionError, UsageError } from './errors.js'

const ROOT = 0
/** Capability sets in proc_pid_status(5) that give a program rights, or let it get rights back. */
const CAPABILITIES = /^Cap(?:Inh|Prm|Eff|Amb):\t(?!0+$)/m

export interface User {
  /** As it was given. */
  readonly name: string
  readonly id: number
  /** Numbers of its groups, the primary one first. */
  readonly groups: readonly number[]
}

/** Looks a user up by name or number. */
export async function findUser(name: string): Promise<User> {
  const { spawnSync } = await import('node:child_process')
  const ask = (what: string): readonly number[] => {
    const { status, stdout, error } = spawnSync('id', [what, '--', name], { encoding: 'utf8' })
    if (error !== undefined) throw new UsageError('-Z needs the program id, which cannot be run')
    if (status !== 0) throw new UsageError(`-Z: there is no user ${name}`)
    return stdout.trim().split(' ').map(Number)
  }
  const [id] = ask('-u')
  return { name, id: id!, groups: ask('-G') }
}

/** Becomes the user, in all threads. Throws if that fails, or if the program would keep rights of root. */
export function becomeUser({ name, id, groups }: User): void {
  const { setgroups, setgid, setuid, geteuid } = process
  if (setgroups === undefined || setgid === undefined || setuid === undefined || geteuid?.() !== ROOT) {
    throw new PermissionError(`-Z: only root can become ${name}; leave it out`)
  }
  try {
    setgroups([...groups])
    setgid(groups[0]!)
    setuid(id)
  } catch (e) {
    throw new PermissionError(`-Z: cannot become ${name}: ${(e as Error).message}`)
  }
  if (id !== ROOT && keepsCapabilities()) {
    throw new PermissionError(`-Z: capabilities would stay with ${name}: the program was started with securebits`)
  }
}

function keepsCapabilities(): boolean {
  try {
    return CAPABILITIES.test(readFileSync('/proc/self/status', 'latin1'))
  } catch {
    // The system has no capabilities, or not that file: only the user's number gives rights.
    return false
  }
}
