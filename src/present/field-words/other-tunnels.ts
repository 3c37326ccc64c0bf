/**
 * What the fields of the tunnels besides VXLAN and GRE are for, in words: EtherIP, GTP, L2TP, GUE, Teredo, TZSP, LISP,
 * CAPWAP, AYIYA, and tags of port extenders.
 */
import type { Words } from '../language.js'
import type { FieldCatalogue } from './field-words.js'

const RESERVED: Words = { en: 'must be 0 when sent, ignored when received', zh: '发送时必须为 0，接收时忽略' }

export const OTHER_TUNNEL_FIELDS: FieldCatalogue = {
  'etherip.ver': {
    label: '版本',
    means: { en: 'version of the header; there is only version 3', zh: '头部的版本；只有版本 3' },
  },
  'etherip.reserved': { label: '保留', means: RESERVED },
}
