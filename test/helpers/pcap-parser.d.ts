/** The package comes without types: what is used of it. */
declare module 'pcap-parser' {
  import type { EventEmitter } from 'node:events'

  export interface TheirPacket {
    readonly header: {
      readonly timestampSeconds: number
      readonly timestampMicroseconds: number
      readonly capturedLength: number
      readonly originalLength: number
    }
    readonly data: Buffer
  }

  /** Emits `packet`, and `end` or `error`. */
  export function parse(path: string): EventEmitter
}
