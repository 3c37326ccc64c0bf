/**
 * How a finding is put into words, in both languages: what it means in general, for the documentation, and what it says
 * of this capture. One file a finding beside this one; `catalogue.ts` lists them.
 */
import type { Moment } from '../../analysis/timestamps.js'
import type { Words } from '../language.js'

/** How facts of a finding become text; made for a capture, so that addresses can be looked up. */
export interface FindingText {
  /** An address that is a number of `Networks.addresses`: `10.65.132.187`. */
  address(address: number): string
  /** The address of an endpoint as `Networks` numbers them. */
  endpoint(endpoint: number): string
  /** A MAC address, 48 bits. */
  mac(mac: number): string
  /** A network by its number: `vxlan 42`, `gre key 0x222222`, `the underlay`. */
  network(network: number): Words
  /** `5.10 s`, `147 µs`, from nanoseconds. */
  time(nanoseconds: number): string
  /** The time of day: `10:31:34.560469`. */
  clock(moment: Moment): string
  /** With thin groups of three: `1 234 567`. */
  count(n: number): string
}

/** A sentence that a standard says, word for word, and where. */
export interface Quote {
  /** `RFC 7348 §5` */
  readonly source: string
  /** In English, as it stands there. */
  readonly sentence: string
}

export interface FindingWords<About> {
  readonly id: string
  /** What it is, in a few words: the title of its page. */
  readonly title: Words
  /** What it means and how it comes about, for the page: some sentences, in Markdown. */
  readonly meaning: Words
  readonly quotes: readonly Quote[]
  /** What happened here, in a line: numbers and names. No full stop at the end. */
  says(about: About, count: number, text: FindingText): Words
  /** Why, in a sentence. */
  why(about: About, text: FindingText): Words
  /** What to do: a command where there is one. Undefined where nothing is to be done. */
  fix?(about: About, text: FindingText): Words
  /** How to see that it was this, or that it is gone: a command where there is one. */
  verify?(about: About, text: FindingText): Words
}
