/** What the octets mean. Runs in Node and, without changes, in a browser. */
export { shownKind } from './applications.js'
export { decode } from './decode.js'
export {
  type Decoder,
  type Field,
  type FieldVisitor,
  Form,
  fieldSize,
  fieldStart,
  fieldValue,
  type Group,
  type Protocol,
  visitFields,
  visitPartial,
} from './field.js'
export { Kind, Reason } from './kind.js'
export { Layer, MAX_LAYERS, Malformed, Packet } from './packet.js'
export { defaultTables, PROTOCOLS, protocolOf, registerProtocol } from './protocols/index.js'
export type { Tables } from './tables.js'
export { NO_ID, TunnelStack, TunnelType, tunnelId, tunnelType } from './tunnel.js'
export { ChecksumReason, ChecksumStatus, Checksums, Verdict } from './verify.js'
