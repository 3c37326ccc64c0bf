/** Runs the built program as a user would. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const { PATH } = process.env
export const MAIN: string = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
if (!existsSync(MAIN)) throw new Error('dist/ is missing: npm run build')

export interface Finished {
  readonly stdout: string
  readonly stderr: string
  readonly code: number | null
}

/** Lines of text are in UTC and without colour unless `env` says otherwise; `cwd` is where it may leave files. */
export function vxsniff(
  args: readonly string[],
  input: Uint8Array | string = '',
  env: Readonly<Record<string, string>> = {},
  cwd: string = process.cwd(),
): Promise<Finished> {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd, env: { PATH: PATH ?? '', TZ: 'UTC', ...env } })
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) =>
      resolve({ stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString(), code }),
    )
  })
}
