import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { afterKey, Key, keysIn, Stepper, stopsOf } from '../../../src/present/learn/stepper.js'
import { ANSI } from '../../../src/present/palette.js'
import { crowd, moved, multicast, names, Scene } from '../../helpers/stories.js'

describe('keys', () => {
  test.each([
    ['n', [Key.Next]],
    ['p', [Key.Previous]],
    ['q', [Key.Quit]],
    [' ', [Key.Next]],
    ['\u001b[C', [Key.Next]],
    ['\u001bOC', [Key.Next]],
    ['\u001b[D', [Key.Previous]],
    ['\u001b[H', [Key.First]],
    ['\u001b[1~', [Key.First]],
    ['\u001b[F', [Key.Last]],
    ['\u0003', [Key.Quit]],
    ['nn\u001b[Dq', [Key.Next, Key.Next, Key.Previous, Key.Quit]],
    ['x\u001b[5~\u001b', []],
    ['\u001b[1;5C', []],
  ])('%j', (input, keys) => expect(keysIn(input)).toEqual(keys))

  test('stop at both ends', () => {
    expect(afterKey(0, Key.Previous, 3)).toBe(0)
    expect(afterKey(0, Key.Next, 3)).toBe(1)
    expect(afterKey(2, Key.Next, 3)).toBe(2)
    expect(afterKey(1, Key.First, 3)).toBe(0)
    expect(afterKey(1, Key.Last, 3)).toBe(2)
    expect(afterKey(0, Key.Last, 0)).toBe(0)
    expect(afterKey(1, Key.Quit, 3)).toBeUndefined()
  })
})

test('steps of several sequences come in the order of packets, those of a packet in their own', () => {
  const { sequences } = crowd(3)
  const stops = stopsOf([sequences[2]!, sequences[0]!])
  expect(stops.map(({ sequence, step }) => `${sequence} #${step.at.frame} ${step.number}`)).toEqual([
    '1 #1 1',
    '1 #1 2',
    '1 #2 3',
    '1 #3 4',
    '0 #7 1',
    '0 #7 2',
    '0 #8 3',
    '0 #9 4',
  ])
})

describe('the multicast network', () => {
  const stepper = new Stepper(names(multicast()))

  test('the step at which a VTEP learns', () => {
    expect(stepper.screen(4)).toEqual([
      'step 5 of 11  #5  07:12:34.121018',
      '1. 172.17.1.2 looks for 172.17.1.3  vxlan 42, #5 to #10, 07:12:34.121018',
      '172.17.1.2     10.65.132.187   224.1.1.1   10.65.132.188    172.17.1.3',
      '   host            VTEP          group         VTEP            host',
      '1-4  │ ARP request ─►│═ vxlan 42 ═►│════════════►│──────────────►│  #5   +0',
      '5    │               │             │             ● FDB + 4e:92:72:79:59:ed',
      '',
      '  5  10.65.132.188 learns from the inner and outer source address:',
      '     4e:92:72:79:59:ed is behind 10.65.132.187.',
      '',
      'FDB, vxlan 42 (as bridge fdb would show it)',
      '    10.65.132.187  00:00:00:00:00:00  dst 224.1.1.1      before',
      '  + 10.65.132.188  4e:92:72:79:59:ed  dst 10.65.132.187  #5',
      'Neighbours, vxlan 42 (as ip neigh would show them)',
      '  + 172.17.1.3  172.17.1.2  lladdr 4e:92:72:79:59:ed  #5  request',
      '',
      'n next   p previous   Home first   End last   q quit',
    ])
  })

  test('tables change with the step that tells of it, not before', () => {
    const marked = stepper.stops.map((_, i) => stepper.screen(i).filter((line) => /^ {2}[+~] /.test(line)))
    expect(marked.map((lines) => lines.map((line) => line.trim().split(/ {2,}/)[0]))).toEqual([
      [],
      [],
      [],
      [],
      // A receiver's device learns before it hands the frame on to its host.
      ['+ 10.65.132.188', '+ 172.17.1.3'],
      [],
      ['+ 10.65.132.187', '+ 172.17.1.2'],
      [],
      [],
      [],
      [],
    ])
  })

  test('the current row and the changed line stand out, what came before recedes', () => {
    const screen = new Stepper(names(multicast(), 80, 'en', { palette: ANSI })).screen(4)
    expect(screen[4]).toContain(`${ANSI.dim}1-4 `)
    expect(screen[5]).toContain(`${ANSI.inner}5 `)
    expect(screen[12]).toContain(`${ANSI.inner}  + 10.65.132.188`)
  })

  test.each([24, 18, 14, 10, 3])('a screen of %i rows is never exceeded, and its end stays in sight', (rows) => {
    for (const [i] of stepper.stops.entries()) {
      const screen = stepper.screen(i, rows)
      expect(screen.length).toBeLessThanOrEqual(rows)
      for (const line of screen) expect(stringWidth(line)).toBeLessThanOrEqual(80)
    }
    const last = stepper.screen(10, rows)
    if (rows >= 14) expect(last.at(-1)).toMatch(/^n next/)
    if (rows === 18) expect(last.some((line) => line.endsWith('lines above'))).toBe(true)
  })
})

test('a move is marked as one', () => {
  const screen = new Stepper(names(moved())).screen(1)
  expect(screen).toContain('  ~ 10.65.132.187  02:fd:f9:7f:61:a7  dst 10.65.132.189  #25')
})

test('without steps it says so', () => {
  const empty = new Stepper(names(new Scene({}).facts(0, {}), 80, 'zh'))
  expect(empty.screen(0)).toEqual(['没有可显示的步骤。'])
})
