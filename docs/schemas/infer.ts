/** A JSON Schema from many values: what each member was, and which were always there. */

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }
export type Schema = Readonly<Record<string, unknown>>

/** Members of these names are objects whose own members are named by data. */
const NAMED_BY_DATA: ReadonlySet<string> = new Set(['fields'])

/** Texts that all look alike, and what they are then. */
const FORMS: readonly (readonly [pattern: string, about: string])[] = [
  ['^-?\\d+\\.\\d{9}$', 'seconds since 1970, with nine decimals'],
  ['^([0-9a-f]{2}:){5}[0-9a-f]{2}$', 'MAC address'],
  ['^([0-9]{1,3}\\.){3}[0-9]{1,3}$', 'IPv4 address'],
  ['^[0-9a-f]{64}$', 'SHA-256'],
]

export class Shape {
  readonly #kinds: Set<string> = new Set()
  readonly #members: Map<string, { count: number; readonly shape: Shape }> = new Map()
  #objects = 0
  #items: Shape | undefined
  #forms = FORMS
  readonly #name: string

  /** `name` is that of the member. */
  constructor(name = '') {
    this.#name = name
  }

  add(value: Json): void {
    if (value === null) this.#kinds.add('null')
    else if (Array.isArray(value)) this.#addItems(value)
    else if (typeof value === 'object') this.#addMembers(value as Readonly<Record<string, Json>>)
    else if (typeof value === 'number') this.#kinds.add(Number.isInteger(value) ? 'integer' : 'number')
    else this.#kinds.add(typeof value)
    if (typeof value === 'string') this.#forms = this.#forms.filter(([pattern]) => new RegExp(pattern).test(value))
  }

  #addItems(items: readonly Json[]): void {
    this.#kinds.add('array')
    this.#items ??= new Shape()
    for (const item of items) this.#items.add(item)
  }

  #addMembers(object: Readonly<Record<string, Json>>): void {
    this.#kinds.add('object')
    this.#objects++
    for (const [name, value] of Object.entries(object)) {
      const key = NAMED_BY_DATA.has(this.#name) ? '' : name
      const member = this.#members.get(key) ?? { count: 0, shape: new Shape(key) }
      member.count++
      member.shape.add(value)
      this.#members.set(key, member)
    }
  }

  schema(): Schema {
    const kinds = [...this.#kinds].filter((kind) => kind !== 'integer' || !this.#kinds.has('number')).sort()
    if (kinds.length === 0) return {}
    return {
      type: kinds.length === 1 ? kinds[0] : kinds,
      ...this.#form(),
      ...(this.#objects === 0 ? {} : this.#object()),
      ...(this.#items === undefined ? {} : { items: this.#items.schema() }),
    }
  }

  #form(): Schema {
    const [form] = this.#kinds.has('string') ? this.#forms : []
    return form === undefined ? {} : { description: form[1], pattern: form[0] }
  }

  #object(): Schema {
    if (NAMED_BY_DATA.has(this.#name)) {
      return { additionalProperties: this.#members.get('')?.shape.schema() ?? true }
    }
    const members = [...this.#members]
    const always = members.filter(([, { count }]) => count === this.#objects).map(([name]) => name)
    return {
      properties: Object.fromEntries(members.map(([name, { shape }]) => [name, shape.schema()])),
      ...(always.length === 0 ? {} : { required: always }),
    }
  }
}
