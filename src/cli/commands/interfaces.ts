/** `vxsniff interfaces`: what there is to capture on, and which of it carries which tunnel. */
import { deviceTable } from '../../present/devices.js'
import { safeJson } from '../../present/value.js'
import { devices } from '../devices.js'
import { Exit } from '../errors.js'
import { writeStdout } from '../output.js'
import type { InterfacesOptions } from './interfaces-options.js'

/** Prints the table, or an object a line; the exit code. */
export function interfaces({ json }: InterfacesOptions): number {
  const all = devices()
  const text = json ? all.map((device, i) => `${safeJson({ number: i + 1, ...device })}\n`).join('') : deviceTable(all)
  writeStdout(Buffer.from(text))
  return Exit.Fine
}
