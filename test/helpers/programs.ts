/** The programs that tests run beside us; where one is missing its tests are skipped loudly, and in CI they fail. */
import { spawnSync } from 'node:child_process'

const { CI } = process.env

/** Whether `program` is not there; says so, and how to get it. Throws under `CI=true`. */
export function isMissing(program: string, install: string): boolean {
  const { error } = spawnSync(program, ['--version'], { stdio: 'ignore' })
  if (error === undefined) return false
  const message = `${program} is not there, so what it would confirm is skipped: ${install}`
  if (CI === 'true') throw new Error(message)
  console.warn(message)
  return true
}
