/** The captures that findings are tried on: ours, and those of real networks beside the repository. */
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const FIXTURES: string = fileURLToPath(new URL('../../fixtures/', import.meta.url))
/** Networks of the real kernel, a folder each; not part of the repository. */
export const LAB: string = fileURLToPath(new URL('../../../shared/lab/', import.meta.url))
/** More of them, each captured at all of its machines. */
export const NETWORKS: string = fileURLToPath(new URL('../../../shared/networks/', import.meta.url))
/** Captures made for one question each. */
export const CASES: string = fileURLToPath(new URL('../../../shared/cases/', import.meta.url))

const CAPTURE = /\.pcap(ng)?$/
/** The same packets once more, with finer times. */
const TWIN = /\.nano\.pcap$/

/** Every capture of a folder, and of the folders in it; says so where it is not there. */
export function capturesOf(folder: string): readonly string[] {
  if (!existsSync(folder)) {
    console.warn(`skipped: findings in the captures of ${folder}, which is not there`)
    return []
  }
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => CAPTURE.test(name) && !TWIN.test(name))
    .sort()
    .map((name) => folder + name)
}
