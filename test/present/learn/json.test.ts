import { expect, test } from 'vitest'
import { type Facts, Missing } from '../../../src/analysis/learning/facts.js'
import { learnJson } from '../../../src/present/learn/json.js'
import { moved, multicast, plain, replicated, unanswered } from '../../helpers/stories.js'

interface Item {
  readonly kind?: string
  readonly origin?: string
  readonly groups?: unknown
  readonly sends?: boolean
}

const LISTS = [
  'networks',
  'vteps',
  'hosts',
  'modes',
  'fdb',
  'neighbours',
  'mappings',
  'moves',
  'steps',
  'unanswered',
  'conflicts',
] as const
type Learned = Readonly<Record<(typeof LISTS)[number], readonly Item[]>> & { readonly schema: number }

function json(facts: Facts): Learned {
  return JSON.parse([...learnJson(facts, [])].join(''))
}

test('the lists that others rely on are there, also when they are empty', () => {
  const learned = json(plain())
  expect(learned.schema).toBe(2)
  expect(Object.keys(learned)).toEqual(['schema', ...LISTS, 'hints', 'dropped', 'copies', 'end'])
  for (const list of LISTS) expect(learned[list]).toBeInstanceOf(Array)
})

test('forwarding tables as they are at the end', () => {
  const { fdb } = json(multicast())
  expect(fdb).toHaveLength(3)
  expect(fdb[1]).toEqual({
    network: 1,
    tunnel: 'vxlan',
    vni: 42,
    vtep: '10.65.132.187',
    mac: '00:00:00:00:00:00',
    dst: '224.1.1.1',
    origin: 'configured',
    frame: 5,
    time: '1795245154.121018000',
    lastFrame: 5,
    cutFrame: null,
    lastTime: '1795245154.121018000',
    doubt: null,
    wouldTeachFrame: null,
  })
  expect(fdb[0]!.origin).toBe('learned')
})

test('neighbours; outside tunnels the VNI is null', () => {
  expect(json(plain()).neighbours).toEqual([
    {
      network: 0,
      tunnel: null,
      vni: null,
      host: '10.0.0.1',
      hostMac: '02:00:00:00:00:01',
      ip: '10.0.0.2',
      mac: '02:00:00:00:00:02',
      frame: 2,
      time: '1700000000.000500000',
      lastFrame: 2,
      cutFrame: null,
      lastTime: '1700000000.000500000',
      how: 'reply',
      failed: false,
      stale: false,
    },
  ])
})

test('each step is an object, with what it belongs to', () => {
  const { steps } = json(multicast())
  expect(steps.map((step) => step.kind)).toEqual([
    'on-link',
    'request',
    'flood',
    'receive',
    'learn',
    'reply',
    'learn',
    'unicast',
    'answer',
    'refresh',
    'refresh-reply',
  ])
  expect(steps[5]).toEqual({
    network: 1,
    tunnel: 'vxlan',
    vni: 42,
    sequence: 0,
    initiator: '172.17.1.2',
    initiatorMac: '4e:92:72:79:59:ed',
    target: '172.17.1.3',
    targetMac: 'ba:d8:43:67:8d:fb',
    ipv6: false,
    number: 6,
    kind: 'reply',
    frame: 6,
    time: '1795245154.121191000',
    sinceFirstNs: 173_000,
    sincePreviousNs: 173_000,
    from: '172.17.1.3',
    fromMac: 'ba:d8:43:67:8d:fb',
    to: '172.17.1.2',
    toMac: '4e:92:72:79:59:ed',
    fromVtep: '10.65.132.188',
    toVteps: ['10.65.132.187'],
    via: 'unicast',
    mac: null,
    protocol: null,
    roundTripNs: 173_000,
    retries: 0,
    missing: null,
    lost: false,
    unanswered: false,
    flags: null,
    proof: null,
    knownSinceFrame: null,
  })
})

test('what is missing is named', () => {
  const { steps, unanswered: questions } = json(unanswered(Missing.Reply, 2))
  expect(steps.at(-1)).toMatchObject({ kind: 'missing', missing: 'reply', targetMac: null })
  expect(questions).toMatchObject([{ vni: 42, host: '10.20.1.3', ip: '10.20.1.4', requests: 3, frames: [15] }])
})

test('moves, modes, VTEPs and groups', () => {
  expect(json(moved()).moves).toMatchObject([
    { vni: 42, mac: '02:fd:f9:7f:61:a7', from: '10.65.132.188', to: '10.65.132.189', lastFrameBefore: 22, frame: 25 },
  ])
  const { modes, networks } = json(multicast())
  expect(modes).toEqual([
    {
      network: 1,
      tunnel: 'vxlan',
      vni: 42,
      mode: 'multicast',
      confidence: 'high',
      learns: 'yes',
      evidence: [
        { kind: 'flood-to-group', frames: [5], about: ['224.1.1.1'], count: 1 },
        { kind: 'group-joined', frames: [1, 2], about: ['10.65.132.187', '10.65.132.188'], count: 2 },
      ],
    },
  ])
  expect(networks[1]!.groups).toEqual([
    {
      address: '224.1.1.1',
      frame: 5,
      members: [
        { vtep: '10.65.132.187', frame: 1 },
        { vtep: '10.65.132.188', frame: 2 },
      ],
    },
  ])
  expect(json(replicated()).vteps.map((vtep) => vtep.sends)).toEqual([true, true, false])
})
