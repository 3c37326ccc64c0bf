/**
 * What each protocol and each field of the field tables is for, in words. A field is found by its name. Its English
 * title, and where it is defined, stand in the field table.
 */

import { APPLICATION_FIELDS, APPLICATION_PROTOCOLS } from './application.js'
import { CAPTURE_FIELDS, CAPTURE_PROTOCOLS } from './capture.js'
import type { FieldCatalogue, ProtocolCatalogue } from './catalogue.js'
import { CONTROL_FIELDS, CONTROL_PROTOCOLS } from './control.js'
import { INTERNET_FIELDS, INTERNET_PROTOCOLS } from './internet.js'
import { LINK_FIELDS, LINK_PROTOCOLS } from './link.js'
import { OTHER_TUNNEL_FIELDS, OTHER_TUNNEL_PROTOCOLS } from './other-tunnels.js'
import { PPP_FIELDS, PPP_PROTOCOLS } from './ppp.js'
import { REGISTRATION_FIELDS, REGISTRATION_PROTOCOLS } from './registration.js'
import { SECURED_FIELDS, SECURED_PROTOCOLS } from './secured.js'
import { TRANSPORT_FIELDS, TRANSPORT_PROTOCOLS } from './transport.js'
import { TUNNEL_FIELDS, TUNNEL_PROTOCOLS } from './tunnel.js'

/** Each name stands in exactly one of these catalogues. */
export const FIELD_CATALOGUES: readonly FieldCatalogue[] = [
  LINK_FIELDS,
  REGISTRATION_FIELDS,
  INTERNET_FIELDS,
  TRANSPORT_FIELDS,
  TUNNEL_FIELDS,
  OTHER_TUNNEL_FIELDS,
  SECURED_FIELDS,
  APPLICATION_FIELDS,
  CONTROL_FIELDS,
  CAPTURE_FIELDS,
  PPP_FIELDS,
]

export const FIELD_WORDS: FieldCatalogue = Object.assign({}, ...FIELD_CATALOGUES)

export const PROTOCOL_WORDS: ProtocolCatalogue = {
  ...LINK_PROTOCOLS,
  ...REGISTRATION_PROTOCOLS,
  ...INTERNET_PROTOCOLS,
  ...TRANSPORT_PROTOCOLS,
  ...TUNNEL_PROTOCOLS,
  ...OTHER_TUNNEL_PROTOCOLS,
  ...SECURED_PROTOCOLS,
  ...APPLICATION_PROTOCOLS,
  ...CONTROL_PROTOCOLS,
  ...CAPTURE_PROTOCOLS,
  ...PPP_PROTOCOLS,
}
