/**
 * Messages of IPFIX (RFC 7011 §3.1): a header, and sets of templates or of records. Over UDP templates come again, since
 * a collector may have missed them (§8.4); over TCP once a connection.
 */
import type { AddressTable } from '../../analysis/tables/address-table.js'
import type { IpfixRecord } from './record.js'
import { type Template, Templates } from './templates.js'

const VERSION = 10
const HEADER = 16
const SET_HEADER = 4
const TEMPLATE_SET = 2
/** Octets of a message: with UDP and IP in front it fits into what every network takes. */
const MOST = 1400
/** Octets of a record at most. */
const LONGEST_RECORD = 256
/** Templates again after so many messages, and after so many milliseconds. */
const MESSAGES = 20
const MINUTE = 60_000

export interface MessageOptions {
  /** Tells one exporter's flows from another's. */
  readonly domain: number
  readonly hasTunnel: boolean
  /** Whether templates come again. */
  readonly repeats: boolean
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly send: (message: Uint8Array) => void
}

export class Messages {
  /** Records and messages so far. */
  records = 0
  messages = 0
  readonly #options: MessageOptions
  readonly #templates: Templates
  readonly #view: DataView = new DataView(new ArrayBuffer(MOST + LONGEST_RECORD))
  /** End of what is in the message; where its last set begins, and of which template. */
  #end = HEADER
  #set = 0
  #template: Template | undefined
  /** Records in front of this message, which its header tells, and those in it. */
  #sequence = 0
  #inside = 0
  #messagesSince = MESSAGES
  #templatesAt = 0

  constructor(o: MessageOptions) {
    this.#options = o
    this.#templates = new Templates(o.hasTunnel)
  }

  add(r: IpfixRecord, addresses: AddressTable): void {
    if (this.#inside === 0 && this.#wantsTemplates()) this.#sendTemplates()
    const template = this.#templates.of(r, addresses)
    const end = this.#end
    if (template !== this.#template) this.#begin(template)
    const length = template.write(r, this.#view, this.#end, addresses)
    if (this.#end + length > MOST) {
      // Without what did not fit; it is the first of the next message.
      this.#end = end
      this.flush()
      return this.add(r, addresses)
    }
    this.#end += length
    this.#inside++
    this.#view.setUint16(this.#set + 2, this.#end - this.#set)
  }

  /** Sends what has been gathered. */
  flush(): void {
    if (this.#inside > 0) this.#send(this.#inside)
    this.#inside = 0
    this.#template = undefined
  }

  /** The next message is the first of another connection. */
  restart(): void {
    this.#templatesAt = 0
    this.#sequence = 0
  }

  #begin(template: Template): void {
    this.#set = this.#end
    this.#template = template
    this.#view.setUint16(this.#set, template.id)
    this.#end += SET_HEADER
  }

  #wantsTemplates(): boolean {
    if (this.#templatesAt === 0) return true
    if (!this.#options.repeats) return false
    return this.#messagesSince >= MESSAGES || this.#options.now() - this.#templatesAt >= MINUTE
  }

  #sendTemplates(): void {
    const v = this.#view
    v.setUint16(HEADER, TEMPLATE_SET)
    this.#end = HEADER + SET_HEADER
    for (const template of this.#templates.all) this.#end += template.writeTo(v, this.#end)
    v.setUint16(HEADER + 2, this.#end - HEADER)
    this.#templatesAt = this.#options.now()
    this.#send(0)
    this.#messagesSince = 0
  }

  #send(records: number): void {
    const { now, domain, send } = this.#options
    const v = this.#view
    v.setUint16(0, VERSION)
    v.setUint16(2, this.#end)
    v.setUint32(4, Math.floor(now() / 1000))
    v.setUint32(8, this.#sequence % 2 ** 32)
    v.setUint32(12, domain)
    send(new Uint8Array(v.buffer.slice(0, this.#end)))
    this.#sequence += records
    this.records += records
    this.messages++
    this.#messagesSince++
    this.#end = HEADER
  }
}
