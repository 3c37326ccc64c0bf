/** What is refused before there is a queue. `.ci/cluster` has workers at one. */

import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { pathOf } from '../../src/cli/capture-path.js'
import { enqueue } from '../../src/cli/commands/enqueue.js'
import { openQueue } from '../../src/cli/nats.js'

test('captures are paths, or URLs of files', () => {
  expect(pathOf('/a b/c.pcap')).toBe('/a b/c.pcap')
  expect(pathOf('file:///a%20b/c.pcap')).toBe('/a b/c.pcap')
  for (const url of ['https://example.org/c.pcap', 'file://host/c.pcap']) {
    expect(() => pathOf(url)).toThrow(`${url}: give a path or file:///…`)
  }
})

test('a password does not stand in the call', async () => {
  await expect(openQueue('nats://me:secret@127.0.0.1:4222')).rejects.toThrow('NATS_USER and NATS_PASSWORD say it')
})

test('nobody there, and somebody who wants a password', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.write(
      'INFO {"server_id":"x","version":"2.9.10","headers":true,"max_payload":1048576,"auth_required":true}\r\n',
    )
    socket.on('data', () => socket.write("-ERR 'Authorization Violation'\r\n"))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const url = `nats://127.0.0.1:${(server.address() as AddressInfo).port}`
  await expect(openQueue(url)).rejects.toThrow(`${url}: refuses who asks; NATS_USER and NATS_PASSWORD`)
  await expect(openQueue('nats://127.0.0.1:9')).rejects.toThrow('nats://127.0.0.1:9: does not answer: ')
})

test.each([
  ['fixtures/none.pcap', 'none.pcap: no such file'],
  ['fixtures', 'fixtures cannot be read twice'],
])('%s is not queued', async (file, says) => {
  await expect(enqueue([file], { nats: 'nats://127.0.0.1:9', replicas: 1, lang: 'en' })).rejects.toThrow(says)
})
