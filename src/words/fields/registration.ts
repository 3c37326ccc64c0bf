/** What the fields of GARP, MRP and their applications are for, in words. */
import type { FieldCatalogue, FieldWords, ProtocolCatalogue } from './catalogue.js'

const PROTOCOL_ID: FieldWords = {
  label: '协议标识符',
  means: { en: 'tells registrations from the spanning tree, which has 0', zh: '把注册报文与生成树（值为 0）区分开' },
}

const ATTRIBUTE_TYPE: FieldWords = {
  label: '属性类型',
  means: { en: 'what is registered by the attributes that follow', zh: '后面的属性注册的是什么' },
}

const ATTRIBUTE_LENGTH: FieldWords = {
  label: '长度',
  means: { en: 'octets of this attribute, length and event included', zh: '此属性的字节数，包括长度和事件' },
}

const ATTRIBUTE_EVENT: FieldWords = {
  label: '事件',
  means: { en: 'whether the bridge wants the value, or no longer', zh: '网桥是要注册该值，还是不再需要' },
  values: {
    0: { en: 'Leave All: everybody must register again what it wants', zh: 'Leave All：各方须重新注册所需的值' },
    1: { en: 'wants it, and has not heard of others that do', zh: '要注册该值，且没有听到别人注册' },
    2: { en: 'wants it, and knows that it is registered', zh: '要注册该值，并知道已有注册' },
    3: { en: 'leaves, and has no registration of others', zh: '退出，且没有别人的注册' },
    4: { en: 'leaves, and knows registrations of others', zh: '退出，并知道别人的注册' },
    5: { en: 'wants nothing, and asks whether others do', zh: '自己不需要，询问别人是否需要' },
  },
}

const VLAN: FieldWords = {
  label: 'VLAN 标识',
  means: { en: 'the VLAN whose frames the bridge wants on this link', zh: '网桥希望在此链路上收到其帧的 VLAN' },
}

const GROUP: FieldWords = {
  label: '组地址',
  means: { en: 'the group whose frames the bridge wants on this link', zh: '网桥希望在此链路上收到其帧的组' },
}

const VERSION: FieldWords = {
  label: '协议版本',
  means: { en: 'the version of the application; 0 is the first', zh: '应用的版本；0 为第一版' },
}

const VALUE_LENGTH: FieldWords = {
  label: '属性长度',
  means: { en: 'octets of one value', zh: '一个值的字节数' },
}

const VECTOR_HEADER: FieldWords = {
  label: '向量头部',
  means: { en: 'leave-all flag and number of values in one word', zh: '全部退出标志和值的个数' },
}

const LEAVE_ALL: FieldWords = {
  label: '全部退出事件',
  means: { en: 'whether everybody must register again', zh: '各方是否须重新注册' },
  values: {
    0: { en: 'no: registrations stay', zh: '否：注册保持不变' },
    1: { en: 'everybody must register again what it wants', zh: '各方须重新注册所需的值' },
  },
}

const VALUES: FieldWords = {
  label: '值的个数',
  means: { en: 'how many values in a row from the first one on', zh: '从第一个值开始连续有多少个值' },
}

const PACKED_EVENT: FieldWords = {
  label: '属性事件',
  means: { en: 'what happens to one value; the first three are shown', zh: '某个值的事件；只列出前三个' },
  values: {
    0: { en: 'New: wants it, and the topology has changed', zh: 'New：要注册，且拓扑有变' },
    1: { en: 'JoinIn: wants it, and knows that it is registered', zh: 'JoinIn：要注册，并知道已有注册' },
    2: { en: 'In: wants nothing, and knows a registration', zh: 'In：自己不需要，但知道有注册' },
    3: { en: 'JoinMt: wants it, and knows no registration', zh: 'JoinMt：要注册，且不知道有注册' },
    4: { en: 'Mt: wants nothing, and knows no registration', zh: 'Mt：自己不需要，也不知道有注册' },
    5: { en: 'Lv: no longer wants it', zh: 'Lv：不再需要' },
  },
}

export const REGISTRATION_PROTOCOLS: ProtocolCatalogue = {
  garp: {
    title: '通用属性注册协议（GARP）',
    means: {
      en: 'By it bridges tell each other what they want on a link; the destination address says what is registered.',
      zh: '网桥之间用它告知在链路上需要什么；目的地址说明注册的内容。',
    },
  },
  gvrp: {
    title: 'GARP VLAN 注册协议（GVRP）',
    means: {
      en: 'By it bridges tell each other which VLANs they want on a link, so that nobody has to configure each trunk.',
      zh: '网桥之间用它告知在链路上需要哪些 VLAN，不必逐条配置中继链路。',
    },
  },
  gmrp: {
    title: 'GARP 多播注册协议（GMRP）',
    means: {
      en: 'By it bridges and hosts tell which groups of Ethernet they want, so that their frames are not flooded everywhere.',
      zh: '网桥和主机用它告知需要哪些以太网多播组，使其帧不必到处泛洪。',
    },
  },
  'mrp-mvrp': {
    title: '多 VLAN 注册协议（MVRP）',
    means: {
      en: 'By it bridges tell each other which VLANs they want on a link; it came after GVRP and says more in less room.',
      zh: '网桥之间用它告知在链路上需要哪些 VLAN；它取代了 GVRP，编码更紧凑。',
    },
  },
  'mrp-mmrp': {
    title: '多 MAC 注册协议（MMRP）',
    means: {
      en: 'By it bridges and hosts tell which groups of Ethernet they want; it came after GMRP.',
      zh: '网桥和主机用它告知需要哪些以太网多播组；它取代了 GMRP。',
    },
  },
}

export const REGISTRATION_FIELDS: FieldCatalogue = {
  'garp.protocol_id': PROTOCOL_ID,
  'gvrp.protocol_id': PROTOCOL_ID,
  'gvrp.attribute_type': ATTRIBUTE_TYPE,
  'gvrp.attribute_length': ATTRIBUTE_LENGTH,
  'gvrp.attribute_event': ATTRIBUTE_EVENT,
  'gvrp.attribute_value': VLAN,
  'gmrp.protocol_id': PROTOCOL_ID,
  'gmrp.attribute_type': ATTRIBUTE_TYPE,
  'gmrp.attribute_length': ATTRIBUTE_LENGTH,
  'gmrp.attribute_event': ATTRIBUTE_EVENT,
  'gmrp.attribute_value_group_membership': GROUP,
  'gmrp.attribute_value_service_requirement': {
    label: '服务要求',
    means: { en: 'which groups the bridge wants without naming each', zh: '网桥需要哪些组，不逐一列出' },
  },
  'mrp-mvrp.protocol_version': VERSION,
  'mrp-mvrp.attribute_type': ATTRIBUTE_TYPE,
  'mrp-mvrp.attribute_length': VALUE_LENGTH,
  'mrp-mvrp.vector_header': VECTOR_HEADER,
  'mrp-mvrp.leave_all_event': LEAVE_ALL,
  'mrp-mvrp.number_of_values': VALUES,
  'mrp-mvrp.vid': {
    label: 'VLAN 标识',
    means: { en: 'the first VLAN; those after it follow in order', zh: '第一个 VLAN；其后的依次递增' },
  },
  'mrp-mvrp.three_packed_event': PACKED_EVENT,
  'mrp-mmrp.protocol_version': VERSION,
  'mrp-mmrp.attribute_type': ATTRIBUTE_TYPE,
  'mrp-mmrp.attribute_length': VALUE_LENGTH,
  'mrp-mmrp.vector_header': VECTOR_HEADER,
  'mrp-mmrp.leave_all_event': LEAVE_ALL,
  'mrp-mmrp.number_of_values': VALUES,
  'mrp-mmrp.first_value': {
    label: '第一个值',
    means: { en: 'the first group address, or which groups are wanted', zh: '第一个组地址，或需要哪些组' },
  },
  'mrp-mmrp.three_packed_event': PACKED_EVENT,
}
