/**
 * Spanning Tree Protocol. IEEE Std 802.1D-2004 §9.3: Configuration, Topology Change Notification and Rapid BPDUs; what
 * Multiple Spanning Tree adds, IEEE Std 802.1Q-2018 §14.4, follows unnamed.
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      Protocol Identifier      |    Version    |   BPDU Type   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     Flags     |         Root Identifier (8 octets)            ~
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * ~  Root Path Cost (4), Bridge Identifier (8), Port Identifier (2),
 *    Message Age (2), Max Age (2), Hello Time (2), Forward Delay (2)
 * +-+-+-+-+-+-+-+-+
 * | Version 1 Len |  Rapid only
 * +-+-+-+-+-+-+-+-+
 */
import { type Field, Form, type Protocol } from '../field.js'
import { Kind, Reason } from '../kind.js'
import type { Packet } from '../packet.js'

/** Octets of a Topology Change Notification, and before the flags of the others. */
const NOTIFICATION_LEN = 4
/** Octets of a Configuration BPDU. */
const CONFIGURATION_LEN = 35
/** Octets of a Rapid BPDU. */
const RAPID_LEN = 36

const BPDU_TYPE = 3
const CONFIGURATION = 0x00
const RAPID = 0x02

const bpduType = (v: DataView, o: number): number => v.getUint8(o + BPDU_TYPE)
const hasBody = (v: DataView, o: number): boolean => bpduType(v, o) === CONFIGURATION || bpduType(v, o) === RAPID
const isRapid = (v: DataView, o: number): boolean => bpduType(v, o) === RAPID

/** A time in whole seconds. The wire counts 1/256 s (§9.2.8), but bridges use whole seconds (§17.14). */
const seconds =
  (offset: number): ((v: DataView, o: number) => number) =>
  (v, o) =>
    v.getUint16(o + offset) >> 8

/** Upper four bits of a bridge identifier, which count in steps of 4096 (§9.2.5). */
const priority =
  (offset: number): ((v: DataView, o: number) => number) =>
  (v, o) =>
    v.getUint16(o + offset) & 0xf000

const RFC = 'IEEE 802.1D §9.3'
const body = { when: hasBody, source: RFC }
const rapid = { when: isRapid, source: RFC }

export const protocol: Protocol = {
  kind: Kind.Stp,
  name: 'stp',
  title: 'Spanning Tree Protocol',
  short: 'STP',
  decode,
  fields: [
    { name: 'stp.protocol', label: 'Protocol Identifier', bit: 0, bits: 16, form: Form.Hex, source: RFC },
    {
      name: 'stp.version',
      label: 'Protocol Version Identifier',
      bit: 16,
      bits: 8,
      form: Form.Dec,
      names: { 0: 'STP', 2: 'RSTP', 3: 'MSTP', 4: 'SPB' },
      source: RFC,
    },
    {
      name: 'stp.type',
      label: 'BPDU Type',
      bit: 24,
      bits: 8,
      form: Form.Hex,
      names: { 0x00: 'Configuration', 0x02: 'Rapid/Multiple Spanning Tree', 0x80: 'Topology Change Notification' },
      source: RFC,
    },
    { name: 'stp.flags', label: 'Flags', bit: 32, bits: 8, form: Form.Hex, ...body },
    { name: 'stp.flags.tcack', label: 'Topology Change Acknowledgment', bit: 32, bits: 1, form: Form.Flag, ...body },
    { name: 'stp.flags.agreement', label: 'Agreement', bit: 33, bits: 1, form: Form.Flag, ...rapid },
    { name: 'stp.flags.forwarding', label: 'Forwarding', bit: 34, bits: 1, form: Form.Flag, ...rapid },
    { name: 'stp.flags.learning', label: 'Learning', bit: 35, bits: 1, form: Form.Flag, ...rapid },
    {
      name: 'stp.flags.port_role',
      label: 'Port Role',
      bit: 36,
      bits: 2,
      form: Form.Dec,
      names: { 0: 'Unknown', 1: 'Alternate or Backup', 2: 'Root', 3: 'Designated' },
      ...rapid,
    },
    { name: 'stp.flags.proposal', label: 'Proposal', bit: 38, bits: 1, form: Form.Flag, ...rapid },
    { name: 'stp.flags.tc', label: 'Topology Change', bit: 39, bits: 1, form: Form.Flag, ...body },
    { name: 'stp.root.prio', label: 'Root Priority', bit: 40, bits: 4, form: Form.Dec, get: priority(5), ...body },
    { name: 'stp.root.ext', label: 'Root System ID Extension', bit: 44, bits: 12, form: Form.Dec, ...body },
    { name: 'stp.root.hw', label: 'Root Address', bit: 56, bits: 48, form: Form.Mac, ...body },
    { name: 'stp.root.cost', label: 'Root Path Cost', bit: 104, bits: 32, form: Form.Dec, ...body },
    {
      name: 'stp.bridge.prio',
      label: 'Bridge Priority',
      bit: 136,
      bits: 4,
      form: Form.Dec,
      get: priority(17),
      ...body,
    },
    { name: 'stp.bridge.ext', label: 'Bridge System ID Extension', bit: 140, bits: 12, form: Form.Dec, ...body },
    { name: 'stp.bridge.hw', label: 'Bridge Address', bit: 152, bits: 48, form: Form.Mac, ...body },
    { name: 'stp.port', label: 'Port Identifier', bit: 200, bits: 16, form: Form.Hex, ...body },
    { name: 'stp.msg_age', label: 'Message Age', bit: 216, bits: 16, form: Form.Dec, get: seconds(27), ...body },
    { name: 'stp.max_age', label: 'Max Age', bit: 232, bits: 16, form: Form.Dec, get: seconds(29), ...body },
    { name: 'stp.hello', label: 'Hello Time', bit: 248, bits: 16, form: Form.Dec, get: seconds(31), ...body },
    { name: 'stp.forward', label: 'Forward Delay', bit: 264, bits: 16, form: Form.Dec, get: seconds(33), ...body },
    { name: 'stp.version_1_length', label: 'Version 1 Length', bit: 280, bits: 8, form: Form.Dec, ...rapid },
  ] satisfies Field[],
}

function decode(p: Packet, o: number, end: number): Kind {
  if (end - o < NOTIFICATION_LEN) return p.reject(Reason.Truncated, Kind.Stp, o, NOTIFICATION_LEN, end - o)
  const v = p.view
  const len = isRapid(v, o) ? RAPID_LEN : hasBody(v, o) ? CONFIGURATION_LEN : NOTIFICATION_LEN
  if (end - o < len) return p.reject(Reason.Truncated, Kind.Stp, o, len, end - o)
  return p.push(Kind.Stp, o, o + len, end, Kind.None)
}
