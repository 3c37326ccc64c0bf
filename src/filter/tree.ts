/** The typed tree that an expression is read to, and that conditions are made of: ours, and the kernel's wider one. */
import type { Place } from './error.js'
import type { FieldRef } from './fields.js'
import type { Pattern } from './pattern.js'

export type Scope =
  /** Not below a tunnel, the outermost tunnel's header included. */
  | { readonly is: 'outer' }
  /** Below the n-th tunnel, from 1 on. */
  | { readonly is: 'tunnel'; readonly number: number }
  /** Below the last tunnel; all of a packet that is in none. */
  | { readonly is: 'innermost' }
  /** What an ICMP error quotes. */
  | { readonly is: 'quoted' }
  /** All tests hold between the same two tunnels. */
  | { readonly is: 'same' }

export type Tree =
  | { readonly op: 'and' | 'or'; readonly left: Tree; readonly right: Tree }
  | { readonly op: 'not'; readonly of: Tree }
  | { readonly op: 'scope'; readonly scope: Scope; readonly of: Tree }
  /** `says` is the test in words where those at `place` are not all: `port 80 or 443` says `port` once. */
  | { readonly op: 'test'; readonly test: Test; readonly place: Place; readonly says?: string }

/** Both ends included. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** An address with the number of its bits that count: 4 or 16 octets of IP, 6 of Ethernet. */
export interface Prefix {
  readonly octets: Uint8Array
  readonly bits: number
}

export type Direction = 'src' | 'dst' | 'src or dst' | 'src and dst'

/** In which headers tcpdump's words look for an address. */
export type AddressOf = 'any' | 'ip' | 'ip6' | 'arp' | 'rarp' | 'ether'
/** Which transports they look for a port in. */
export type PortOf = 'any' | 'tcp' | 'udp' | 'sctp'

export type Test =
  // tcpdump's words
  | { readonly is: 'host'; readonly of: AddressOf; readonly way: Direction; readonly prefix: Prefix }
  | { readonly is: 'port'; readonly of: PortOf; readonly way: Direction; readonly range: Range }
  | { readonly is: 'proto'; readonly of: 'any' | 'ip' | 'ip6' | 'ether'; readonly number: number }
  | { readonly is: 'cast'; readonly of: 'ether' | 'ip' | 'ip6'; readonly to: 'broadcast' | 'multicast' }
  | { readonly is: 'length'; readonly range: Range }
  | { readonly is: 'relation'; readonly left: Arithmetic; readonly operator: Relation; readonly right: Arithmetic }
  // Protocols by name; `ids` of the tag, session or network.
  | { readonly is: 'protocol'; readonly name: string }
  | { readonly is: 'tag'; readonly of: Tag; readonly ids: readonly Range[] }
  // Ours
  | { readonly is: 'tunnel'; readonly of: TunnelWord }
  | { readonly is: 'id'; readonly of: 'vni' | 'key' | 'vsid'; readonly ids: readonly Range[] }
  | { readonly is: 'vtep'; readonly way: 'any' | 'from' | 'to'; readonly prefix: Prefix }
  | { readonly is: 'group'; readonly prefix: Prefix | undefined }
  | { readonly is: 'network'; readonly path: readonly PathStep[] }
  | { readonly is: 'frame'; readonly ranges: readonly Range[] }
  | { readonly is: 'time'; readonly from: Instant | undefined; readonly to: Instant | undefined }
  | { readonly is: 'state'; readonly name: State }
  /** What an analysis says of the packet. */
  | { readonly is: 'asked'; readonly word: string; readonly argument: string }
  // Comparisons
  | { readonly is: 'field'; readonly field: FieldRef }
  | { readonly is: 'compare'; readonly field: FieldRef; readonly operator: Comparison; readonly with: Operand }

export type Tag = 'vlan' | 'mpls' | 'pppoes' | 'geneve' | 'vxlan'
export type TunnelWord = 'nvgre' | 'gretap' | 'erspan' | 'flannel'
export type State = 'flood' | 'checksum bad' | 'checksum offload' | 'malformed' | 'fragment'

export interface PathStep {
  readonly type: string
  /** Any where it is undefined. */
  readonly id: number | undefined
}

/** A time of day in seconds, seconds since the first packet, or seconds since 1970. */
export interface Instant {
  readonly since: 'midnight' | 'first' | '1970'
  readonly seconds: number
}

export type Relation = '==' | '!=' | '<' | '<=' | '>' | '>='

/** tcpdump's expressions over octets. */
export type Arithmetic =
  | { readonly op: 'number'; readonly value: number }
  | { readonly op: 'length' }
  | { readonly op: 'octets'; readonly of: string; readonly offset: Arithmetic; readonly size: 1 | 2 | 4 }
  | {
      readonly op: '+' | '-' | '*' | '/' | '%' | '&' | '|' | '^' | '<<' | '>>'
      readonly left: Arithmetic
      readonly right: Arithmetic
    }

/** `!=` holds if no value is equal, `any !=` if one value differs, `all ==` if all are equal. */
export type Comparison = Relation | 'any !=' | 'all ==' | 'contains' | 'matches' | 'in' | 'not in'

export type Operand =
  | { readonly is: 'numbers'; readonly ranges: readonly Range[] }
  | { readonly is: 'prefixes'; readonly prefixes: readonly Prefix[] }
  | { readonly is: 'octets'; readonly octets: readonly Uint8Array[] }
  | { readonly is: 'pattern'; readonly pattern: Pattern }
  | { readonly is: 'field'; readonly field: FieldRef }

/** A test as it stands in an expression. */
export type PlacedTest = Extract<Tree, { readonly op: 'test' }>

/** All tests of an expression, in its order. */
export function* testsOf(tree: Tree): Generator<PlacedTest> {
  switch (tree.op) {
    case 'and':
    case 'or':
      yield* testsOf(tree.left)
      yield* testsOf(tree.right)
      return
    case 'not':
    case 'scope':
      yield* testsOf(tree.of)
      return
    default:
      yield tree
  }
}

/** The number of the last frame that can pass: reading may stop after it. */
export function lastFrame(tree: Tree): number {
  if (tree.op === 'and') return Math.min(lastFrame(tree.left), lastFrame(tree.right))
  if (tree.op === 'or') return Math.max(lastFrame(tree.left), lastFrame(tree.right))
  if (tree.op !== 'test' || tree.test.is !== 'frame') return Number.POSITIVE_INFINITY
  return Math.max(...tree.test.ranges.map(({ to }) => to))
}
