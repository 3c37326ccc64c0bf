/** Answers scrapers: `GET /metrics`, and nothing else. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CONTENT_TYPE } from './exposition.js'

/** Where to listen. */
export interface ListenAddress {
  readonly host: string
  readonly port: number
}

/** Connections at a time; a scraper needs one. */
const MOST = 16
/** Milliseconds after which a connection that asks for nothing is closed. */
const PATIENCE = 5000
const OK = 200
const NOT_FOUND = 404
const NOT_ALLOWED = 405

/**
 * Listens until the program ends, which it does not keep from ending. Resolves to where; rejects with the system's error.
 */
export function serveMetrics({ host, port }: ListenAddress, text: () => string): Promise<string> {
  const server = createServer({ connectionsCheckingInterval: PATIENCE }, ({ url, method }, response) => {
    const isThere = /^\/metrics(\?|$)/.test(url ?? '')
    const isRead = method === 'GET' || method === 'HEAD'
    response.statusCode = isThere ? (isRead ? OK : NOT_ALLOWED) : NOT_FOUND
    response.setHeader('Content-Type', CONTENT_TYPE)
    response.end(isThere && isRead ? text() : 'see /metrics\n')
  })
  server.maxConnections = MOST
  server.headersTimeout = PATIENCE
  server.requestTimeout = PATIENCE
  server.on('connection', (socket) => socket.unref())
  server.unref()
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve(urlOf(server)))
  })
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}/metrics`
}
