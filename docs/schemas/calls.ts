/** The commands that print JSON, how each is called for a capture, and what its schema is called. */

export interface Printed {
  readonly name: string
  /** One of them in the output: a line, or all of it. */
  readonly about: string
  readonly each: 'line' | 'document'
  /** Words for a capture; none where the capture has nothing to ask for. */
  readonly words: (file: string, address: string | undefined) => readonly string[] | undefined
}

export const PRINTED: readonly Printed[] = [
  { name: 'read', about: 'a packet', each: 'line', words: (file) => ['read', '--json', file] },
  { name: 'flows', about: 'a flow', each: 'line', words: (file) => ['flows', '--json', file] },
  { name: 'tunnels', about: 'a tunnel', each: 'line', words: (file) => ['tunnels', '--json', file] },
  {
    name: 'check',
    about: 'a finding, or in the last line the summary',
    each: 'line',
    words: (file) => ['check', '--json', file],
  },
  { name: 'stats', about: 'the capture, then a row', each: 'line', words: (file) => ['stats', '--json', file] },
  { name: 'learn', about: 'who learned what', each: 'document', words: (file) => ['learn', '--json', file] },
  { name: 'routes', about: 'the routes that BGP told', each: 'document', words: (file) => ['routes', '--json', file] },
  {
    name: 'explain',
    about: 'a packet, explained',
    each: 'document',
    words: (file) => ['explain', '--json', file, '1'],
  },
  { name: 'follow', about: 'octets of a conversation', each: 'line', words: (file) => ['follow', '--json', file, '1'] },
  {
    name: 'where',
    about: 'where an address is',
    each: 'document',
    words: (file, address) => (address === undefined ? undefined : ['where', '--json', address, file]),
  },
  {
    name: 'compare',
    about: 'two captures of the same traffic',
    each: 'document',
    words: (file) => ['compare', '--json', file, file],
  },
  {
    name: 'quiz',
    about: 'questions about a capture',
    each: 'document',
    words: (file) => ['quiz', '--json', '--seed', '1', file],
  },
]

/** The values that were printed. */
export function valuesOf({ each }: Pick<Printed, 'each'>, stdout: string): readonly unknown[] {
  if (stdout.trim() === '') return []
  if (each === 'document') return [JSON.parse(stdout)]
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown)
}
