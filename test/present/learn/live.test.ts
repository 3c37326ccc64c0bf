import { expect, test } from 'vitest'
import type { Facts, Step } from '../../../src/analysis/learning/facts.js'
import { Missing, StepKind } from '../../../src/analysis/learning/facts.js'
import { LiveSteps } from '../../../src/present/learn/live.js'
import { crowd, multicast, unanswered, view } from '../../helpers/stories.js'

/** What was known after the first `count` steps of each sequence. */
function until(facts: Facts, count: number): Facts {
  return { ...facts, sequences: facts.sequences.map((s) => ({ ...s, steps: s.steps.slice(0, count) })) }
}

test('each step is told once, when it happens', () => {
  const live = new LiveSteps(view(100))
  expect(live.update(until(multicast(), 2))).toBe(
    '1. 172.17.1.2 looks for 172.17.1.3  vxlan 42, 07:12:34.121018\n' +
      '   1  #5     +0        172.17.1.2 has a route that says 172.17.1.3 is on the link: it needs the MAC\n' +
      '                       address.\n' +
      '   2  #5     +0        172.17.1.2 asks everybody: who has 172.17.1.3? (ARP broadcast)\n',
  )
  expect(live.update(until(multicast(), 2))).toBe('')
  expect(live.update(until(multicast(), 6))).toMatch(
    /^ {3}3 {2}#5 .*\n(.*\n)* {3}6 {2}#6 {5}\+173 µs {3}172\.17\.1\.3 answers/,
  )
})

test('another sequence has its title', () => {
  const text = new LiveSteps(view(100)).update(crowd(2))
  expect(text.match(/^\d\. .*$/gm)).toEqual([
    '1. 172.18.0.1 looks for 172.17.1.3  vxlan 42, 22:13:20.000000',
    '2. 172.18.0.2 looks for 172.17.1.3  vxlan 42, 22:13:20.000003',
  ])
})

test('what is missing may still come, and is told at the end', () => {
  const live = new LiveSteps(view(100))
  expect(live.update(unanswered(Missing.Reply))).not.toContain('Nobody answers')
  expect(live.update(unanswered(Missing.Reply), true)).toMatch(/^ {3}4 .*Nobody answers for 10\.20\.1\.4/)
})

test('what comes behind something missing is told when it happens, and once', () => {
  const whole = multicast()
  const [sequence] = whole.sequences
  const { steps } = sequence!
  const lacking = { ...steps[3]!, kind: StepKind.Missing, missing: Missing.Reply }
  const facts = (shown: readonly Step[]): Facts => ({ ...whole, sequences: [{ ...sequence!, steps: shown }] })
  const live = new LiveSteps(view(100))
  const told = [
    live.update(facts([...steps.slice(0, 3), lacking])),
    live.update(facts([...steps.slice(0, 3), lacking, ...steps.slice(3, 6)])),
    // It has come after all.
    live.update(facts(steps.slice(0, 7))),
    live.update(facts(steps), true),
  ]
  expect(told[0]).toMatch(/^ {3}3 /m)
  expect(told[1]).toMatch(/^ {3}6 /m)
  expect(told[2]!.match(/^ +\d+ {2}#/gm)).toHaveLength(1)
  expect(told.join('').match(/^ +\d+ {2}#/gm)).toHaveLength(steps.length)
})
