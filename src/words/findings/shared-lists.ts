/** Several names in a sentence, of which only the first few are told. */
import type { Words } from '../language.js'

/** `a, b and c`; `a, b and 3 more`. `total` is how many there are. */
export function listed(names: readonly string[], total: number = names.length): Words {
  const rest = total - names.length
  const [last] = names.slice(-1)
  if (rest > 0) {
    return { en: `${names.join(', ')} and ${rest} more`, zh: `${names.join('、')} 等 ${total} 个` }
  }
  const before = names.slice(0, -1)
  return {
    en: before.length === 0 ? (last ?? '') : `${before.join(', ')} and ${last}`,
    zh: before.length === 0 ? (last ?? '') : `${before.join('、')} 和 ${last}`,
  }
}

/** `1 packet`, `2 packets`. */
export function counted(n: number, noun: string, many = `${noun}s`): string {
  return `${n} ${n === 1 ? noun : many}`
}
