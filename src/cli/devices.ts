/** Asks the system for its network devices. */
import { spawnSync } from 'node:child_process'
import { networkInterfaces } from 'node:os'
import {
  type Device,
  devicesFrom,
  parseIpJson,
  type TunnelPort,
  tunnelPortsFrom,
} from '../analysis/capture-points/devices.js'
import { deviceList } from '../present/devices.js'

/** Every device, as iproute2 tells it. If its JSON is missing or cannot be read: the devices that have addresses. */
export function devices(): readonly Device[] {
  const json = ip('-d', 'address')
  if (json === undefined) return devicesOfNode()
  try {
    return devicesFrom(json, deviceTo)
  } catch (error) {
    if (error instanceof SyntaxError) return devicesOfNode()
    throw error
  }
}

/** The UDP ports of the machine's tunnel devices. None without iproute2: the system tells them through netlink only. */
export function ownTunnelPorts(): readonly TunnelPort[] {
  const json = ip('-d', 'link')
  if (json === undefined) return []
  try {
    return tunnelPortsFrom(json)
  } catch (error) {
    if (error instanceof SyntaxError) return []
    throw error
  }
}

/** The devices in a sentence. */
export function listDevices(): string {
  return deviceList(devices())
}

function deviceTo(address: string): string | undefined {
  const json = ip('route', 'get', address)
  return json === undefined ? undefined : (parseIpJson(json) as readonly { readonly dev?: string }[])[0]?.dev
}

/** What `ip` prints as JSON; undefined when it is not there or fails. */
function ip(...args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync('ip', ['-j', ...args], { encoding: 'utf8', maxBuffer: 1 << 28 })
  return status === 0 && stdout.trim() !== '' ? stdout : undefined
}

function devicesOfNode(): readonly Device[] {
  return Object.entries(networkInterfaces()).map(([name, addresses = []], i) => ({
    name,
    index: i + 1,
    up: true,
    running: true,
    addresses: addresses.map(({ cidr, address }) => cidr ?? address),
    ...(addresses[0] === undefined ? {} : { mac: addresses[0].mac }),
    underlayOf: [],
  }))
}
