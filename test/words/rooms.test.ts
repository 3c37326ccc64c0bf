/** Words are data: of other rooms they know the types that they speak of, and nothing that runs. */
import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const WORDS = 'src/words'
/** Rooms whose types words may name. */
const SPOKEN_OF = ['src/wire/', 'src/analysis/']

test('words import types of wire and analysis, and values of words alone', () => {
  const files = readdirSync(`${ROOT}${WORDS}`, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.tsx?$/.test(name),
  )
  expect(files.length).toBeGreaterThan(0)
  const foreign = files.flatMap((name) =>
    foreignImports(`${WORDS}/${name}`, readFileSync(`${ROOT}${WORDS}/${name}`, 'utf8')),
  )
  expect(foreign).toEqual([])
})

test.each([
  [`import { PLAIN } from '../../analysis/tunnels/networks.js'`, 'PLAIN'],
  [`import { type Network, PLAIN } from '../../analysis/tunnels/networks.js'`, 'PLAIN'],
  [`import networks from '../../analysis/tunnels/networks.js'`, 'networks'],
  [`import * as icmp from '../../wire/protocols/icmp.js'`, '* as icmp'],
  [`import '../../wire/kind.js'`, '(all of it)'],
  [`export { Kind } from '../../wire/kind.js'`, 'Kind'],
  [`export * from '../../wire/kind.js'`, '*'],
  [`const kind = await import('../../wire/kind.js')`, 'import()'],
  [`import type { Left } from '../../page/data.js'`, 'Left'],
  [`import { readFileSync } from 'node:fs'`, 'readFileSync'],
])('%s is found', (source, name) => {
  expect(foreignImports(`${WORDS}/findings/example.ts`, source)).toEqual([
    expect.stringMatching(/^src\/words\/findings\/example\.ts: .+ from /),
  ])
  expect(foreignImports(`${WORDS}/findings/example.ts`, source)[0]).toContain(`: ${name} from `)
})

test.each([
  `import type { Networks } from '../../analysis/tunnels/networks.js'`,
  `import { type Kind, type Reason } from '../../wire/kind.js'`,
  `export type { Kind } from '../../wire/kind.js'`,
  `type Packet = import('../../wire/packet.js').Packet`,
  `import { LANGUAGES } from '../language.js'`,
])('%s is allowed', (source) => {
  expect(foreignImports(`${WORDS}/findings/example.ts`, source)).toEqual([])
})

/** What a file takes from elsewhere and may not, each as `file: name from module`. */
function foreignImports(file: string, source: string): readonly string[] {
  const found: string[] = []
  const judge = (module: ts.Expression, values: readonly string[], types: readonly string[]): void => {
    if (!ts.isStringLiteralLike(module)) return
    const target = module.text.startsWith('.') ? posix.join(posix.dirname(file), module.text) : module.text
    if (target.startsWith(`${WORDS}/`)) return
    const names = SPOKEN_OF.some((room) => target.startsWith(room)) ? values : [...values, ...types]
    for (const name of names) found.push(`${file}: ${name} from ${target}`)
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) judge(node.moduleSpecifier, ...importedNames(node.importClause))
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
      judge(node.moduleSpecifier, ...exportedNames(node))
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      judge(node.arguments[0]!, ['import()'], [])
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      judge(node.argument.literal, [], ['import()'])
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest))
  return found
}

type Names = readonly [values: readonly string[], types: readonly string[]]

function importedNames(clause: ts.ImportClause | undefined): Names {
  if (clause === undefined) return [['(all of it)'], []]
  const { name, namedBindings: bindings } = clause
  const own = name === undefined ? [] : [name.text]
  if (bindings !== undefined && ts.isNamespaceImport(bindings)) own.push(`* as ${bindings.name.text}`)
  const elements = bindings !== undefined && ts.isNamedImports(bindings) ? bindings.elements : []
  return namesOf(own, elements, clause.phaseModifier === ts.SyntaxKind.TypeKeyword)
}

function exportedNames({ exportClause, isTypeOnly }: ts.ExportDeclaration): Names {
  const isNamed = exportClause !== undefined && ts.isNamedExports(exportClause)
  return namesOf(isNamed ? [] : ['*'], isNamed ? exportClause.elements : [], isTypeOnly)
}

/** Names on their own, and those in braces, of which each may be a type. */
function namesOf(
  own: readonly string[],
  elements: readonly (ts.ImportSpecifier | ts.ExportSpecifier)[],
  areTypes: boolean,
): Names {
  const isType = (element: ts.ImportSpecifier | ts.ExportSpecifier): boolean => areTypes || element.isTypeOnly
  const named = (wanted: boolean): string[] =>
    elements.filter((element) => isType(element) === wanted).map(({ name }) => name.text)
  return areTypes ? [[], [...own, ...named(true)]] : [[...own, ...named(false)], named(true)]
}
