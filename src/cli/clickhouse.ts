/** Where a ClickHouse server is, from what the call says, and who asks, from the environment: a call can be seen by everyone. */
import { readFileSync } from 'node:fs'
import { opening } from '../capture/source.js'
import type { ServerAddress } from '../export/clickhouse/server.js'
import { UsageError } from './errors.js'

/** Plain, and over TLS. */
const SCHEMES = { 'clickhouse://': false, 'clickhouses://': true } as const
const PORTS = { plain: 8123, secure: 8443 } as const
/** Whom ClickHouse takes one for who does not say it. */
const DEFAULT_USER = 'default'
/** The name of a database, which becomes part of statements. */
export const NAME = /^[A-Za-z_]\w*$/

/** Whether this is one, and no directory. */
export function isClickhouse(where: string): boolean {
  return Object.keys(SCHEMES).some((scheme) => where.startsWith(scheme))
}

/** `clickhouse://HOST[:PORT][,HOST[:PORT]…]/DATABASE`. Throws a `UsageError`. */
export function clickhouseAddress(where: string): ServerAddress {
  const [, scheme = '', hosts = '', database = ''] = /^(\w+:\/\/)([^/]*)\/?(.*)$/.exec(where) ?? []
  if (hosts.includes('@')) {
    throw new UsageError('who asks does not stand in the call: CLICKHOUSE_USER and CLICKHOUSE_PASSWORD say it')
  }
  const isSecure = SCHEMES[scheme as keyof typeof SCHEMES]
  const port = isSecure ? PORTS.secure : PORTS.plain
  const parsed = hosts.split(',').map((host) => /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(host))
  if (parsed.some((host) => host === null) || !NAME.test(database)) {
    throw new UsageError(`${where}: give ${scheme}HOST:${port}/DATABASE, or several hosts with commas between them`)
  }
  return {
    told: where,
    isSecure,
    hosts: parsed.map((host) => ({ host: host![1] ?? host![2]!, port: Number(host![3] ?? port) })),
    database,
    user: DEFAULT_USER,
    ...credentials('CLICKHOUSE'),
  }
}

/** `X_USER`, `X_PASSWORD` or the first line of the file that `X_PASSWORD_FILE` names. */
function credentials(prefix: string): { readonly user?: string; readonly password?: string } {
  const { [`${prefix}_USER`]: user, [`${prefix}_PASSWORD`]: given, [`${prefix}_PASSWORD_FILE`]: file } = process.env
  const password = file === undefined ? given : opening(file, () => readFileSync(file, 'utf8').split(/\r?\n/)[0])
  return { ...(user === undefined ? {} : { user }), ...(password === undefined ? {} : { password }) }
}
