/** What a lesson of the workshop is: words and claims, written by hand. `make.ts` makes its pages, a test proves it. */
import type { Mode } from '../../src/analysis/learning/facts.js'
import type { FaultName } from '../../src/lab/network.js'
import type { Words } from '../../src/words/language.js'

/** Ten minutes. */
export interface Lesson {
  /** In the names of its files: letters and hyphens. */
  readonly name: string
  readonly title: Words
  /** A line for the agenda. */
  readonly learned: Words
  readonly goal: Words
  readonly main: Exercise
  readonly predictions: readonly Words[]
  readonly packet: PacketLook
  readonly further: readonly Further[]
  readonly questions: readonly Question[]
}

/** A network of the lab, healthy or with a fault, and what to look at once it has run. */
export interface Exercise {
  readonly network: string
  readonly fault?: FaultName
  /** A capture of the same network, from the root of the repository: the page shows what the tool says of it. */
  readonly capture: string
  readonly views: readonly View[]
  readonly story: Story
}

export interface Further extends Exercise {
  readonly title: Words
  readonly words: Words
  /** Whether it has a drawing and its plain commands too. */
  readonly drawn: boolean
}

/** A command of the tool on a capture, and what to see in its output. */
export interface View {
  /** The command and its options: `learn`, `read -v -c 1`. */
  readonly command: string
  /** The node that is read, and a capture of it; else the node that the network is watched from. */
  readonly at?: { readonly node: string; readonly capture: string }
  /** It names a frame, so it is done with the capture of the repository: in a run of one's own the number may differ. */
  readonly names?: 'frame'
  /** False: the command is given, its output is not. */
  readonly shown?: false
  readonly look: readonly Words[]
}

/** One packet to take apart. */
interface PacketLook {
  readonly frame: number
  /** Whether it has this number in every run; else it is looked at in the capture of the repository. */
  readonly always: boolean
  readonly words: Words
}

interface Question {
  readonly question: Words
  readonly answer: Words
}

/** What the text tells of a run: every run and the capture shown must yield it. */
export interface Story {
  readonly tunnel: 'vxlan' | 'gre' | 'gretap' | 'flannel-udp'
  readonly vni: number | null
  /** The other VNIs of the capture. */
  readonly also?: readonly number[]
  readonly port: number | null
  readonly mode: Mode
  /** How the first sequence begins: the kinds of its steps in order. */
  readonly steps: readonly string[]
  /** Who learns in the first sequence: VTEP, MAC address, where it is, and the kind of step that carried it. */
  readonly learns: readonly (readonly [vtep: string, mac: string, behind: string, from: string])[]
  /** All of the forwarding tables at the end: VTEP, MAC address, destination. */
  readonly fdb: readonly (readonly [vtep: string, mac: string, dst: string])[]
  /** The ids of all that `check` finds. */
  readonly findings: readonly string[]
  /** What the kernels say they have learned in a run: node, MAC address, VTEP. */
  readonly kernel: readonly (readonly [node: string, mac: string, vtep: string])[]
}

/** A question that is flooded, an answer that comes back unicast, and the first packet with its answer. */
export const FLOOD_AND_LEARN: readonly string[] = [
  'on-link',
  'request',
  'flood',
  'receive',
  'learn',
  'reply',
  'learn',
  'unicast',
  'answer',
]
