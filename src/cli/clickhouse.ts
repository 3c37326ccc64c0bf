/** Where a ClickHouse server is, from what the call says, and who asks, from the environment. */
import type { ServerAddress } from '../export/clickhouse/server.js'
import { credentials } from './credentials.js'
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
