/** Works out once what several finders ask about the same facts. */
import type { CheckFacts } from '../check-facts.js'

export function once<T>(work: (facts: CheckFacts) => T): (facts: CheckFacts) => T {
  const known = new WeakMap<CheckFacts, { readonly result: T }>()
  return (facts) => {
    const before = known.get(facts)
    if (before !== undefined) return before.result
    const result = work(facts)
    known.set(facts, { result })
    return result
  }
}
