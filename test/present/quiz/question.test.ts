import { describe, expect, test } from 'vitest'
import { isRight, type Question } from '../../../src/present/quiz/question.js'

const ABOUT = { prompt: '', why: '', source: '', frames: [1] } as const

function typed(form: 'number' | 'mac' | 'address', answer: string): Question {
  return { ...ABOUT, id: 'vni', form, answer }
}

describe('an answer counts in every sensible spelling', () => {
  test.each([
    ['42', ['42', ' 42 ', '0x2a', '0X2A', '042', '#42', '42 octets', '42 字节', '４２'], ['43', '0x42', '142']],
    ['1450', ['1,450', '1450', '0x5aa'], ['1,451', '145']],
    ['0x222222', ['0x222222', '0x00222222', '2236962'], ['222222', '0x111111']],
  ])('number %s', (answer, right, wrong) => {
    for (const text of right) expect(isRight(typed('number', answer), text), text).toBe(true)
    for (const text of wrong) expect(isRight(typed('number', answer), text), text).toBe(false)
    for (const text of ['forty-two', '', '4 2', '1.5', '0x', '-42', '1,45']) {
      expect(isRight(typed('number', answer), text), text).toBeUndefined()
    }
  })

  test('MAC address', () => {
    const question = typed('mac', '01:00:5e:01:01:0a')
    const right = [
      '01:00:5e:01:01:0a',
      '01-00-5E-01-01-0A',
      '1:0:5e:1:1:a',
      '0100.5e01.010a',
      '01005e01010a',
      '01：00：5e：01：01：0a',
    ]
    for (const text of right) expect(isRight(question, text), text).toBe(true)
    expect(isRight(question, '01:00:5e:01:01:0b')).toBe(false)
    for (const text of ['01:00:5e:01:01', '01:00:5e:01:01:0g', '01:00:5e:01:01:0a:00', '']) {
      expect(isRight(question, text), text).toBeUndefined()
    }
  })

  test('IP address', () => {
    const ipv4 = typed('address', '10.65.132.188')
    expect(isRight(ipv4, '10.65.132.188')).toBe(true)
    expect(isRight(ipv4, '010.065.132.188')).toBe(true)
    expect(isRight(ipv4, '10.65.132.187')).toBe(false)
    for (const text of ['10.65.132', '10.65.132.256', 'vtep', '::g', '1::2::3']) {
      expect(isRight(ipv4, text), text).toBeUndefined()
    }
    const ipv6 = typed('address', 'fd00:42::2')
    for (const text of ['fd00:42::2', 'FD00:0042:0:0:0:0:0:2', 'fd00:42:0::2'])
      expect(isRight(ipv6, text), text).toBe(true)
    expect(isRight(ipv6, 'fd00:42::3')).toBe(false)
    expect(isRight(ipv6, '10.65.132.188')).toBe(false)
  })

  test('a choice by its number or word for word', () => {
    const question: Question = {
      ...ABOUT,
      id: 'learn',
      form: 'choice',
      choices: ['135 ms', '135 µs', 'Nobody'],
      answer: 1,
    }
    for (const text of ['2', ' 2 ', '2.', '2)', '２', '135 µs', '135 μs'])
      expect(isRight(question, text), text).toBe(true)
    for (const text of ['1', '3', 'nobody', '135 ms']) expect(isRight(question, text), text).toBe(false)
    for (const text of ['0', '4', '99999999999', '', 'x', '-1']) expect(isRight(question, text), text).toBeUndefined()
  })
})
