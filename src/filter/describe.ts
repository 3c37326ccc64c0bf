/** Says how an expression was read: each test on its own line, indented below its `and`, `or` or `not`. */
import type { Tree } from './tree.js'

export function describeTree(tree: Tree, text: string): readonly string[] {
  switch (tree.op) {
    case 'and':
    case 'or':
      return [tree.op, ...parts(tree, tree.op).flatMap((part) => indented(describeTree(part, text)))]
    case 'not':
      return ['not', ...indented(describeTree(tree.of, text))]
    case 'scope': {
      const { scope } = tree
      return [scope.is === 'tunnel' ? `tunnel ${scope.number}` : scope.is, ...indented(describeTree(tree.of, text))]
    }
    default:
      return [tree.says ?? text.slice(tree.place.at, tree.place.at + tree.place.length)]
  }
}

/** What is joined by the same word. */
function parts(tree: Tree, op: 'and' | 'or'): readonly Tree[] {
  return tree.op === op ? [...parts(tree.left, op), ...parts(tree.right, op)] : [tree]
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`)
}
