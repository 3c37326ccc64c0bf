/** Who asks a server, from the environment or a file: a call can be seen by everyone on the machine. */
import { readFileSync } from 'node:fs'
import { opening } from '../capture/source.js'

/** `X_USER`, and `X_PASSWORD` or the first line of the file that `X_PASSWORD_FILE` names. */
export function credentials(prefix: string): { readonly user?: string; readonly password?: string } {
  const { [`${prefix}_USER`]: user, [`${prefix}_PASSWORD`]: given, [`${prefix}_PASSWORD_FILE`]: file } = process.env
  const password = file === undefined ? given : opening(file, () => readFileSync(file, 'utf8').split(/\r?\n/)[0])
  return { ...(user === undefined ? {} : { user }), ...(password === undefined ? {} : { password }) }
}
