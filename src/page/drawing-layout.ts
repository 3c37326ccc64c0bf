/**
 * Where the drawing of a capture's networks has its parts: boxes for tunnel ends and groups, the lines of the tunnels
 * between them, and what is written on the lines. Numbers only, in pixels of the drawing. Two forms: ends in two columns,
 * and for narrow pages one below the other. What is written never lies on anything else that is written, on a box, or where
 * a line leaves one: where there is too little room the drawing becomes higher.
 */

/** A tunnel end with what is behind it, or a group. */
export interface Node {
  readonly isGroup: boolean
  /** Lines of text below its name. */
  readonly lines: number
}

/** A tunnel between two nodes, by their numbers; `isMembership` is no tunnel but who joined a group. */
export interface Edge {
  readonly from: number
  readonly to: number
  readonly isMembership: boolean
  /** Of what is written on its line; 0 where nothing is. */
  readonly labelWidth: number
}

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

export interface Line {
  /** An SVG path. */
  readonly path: string
  /** Where its text is; undefined where there is none, or no room for any. */
  readonly label?: Box
  /** Where a text that stands right of its line belongs to it. */
  readonly leader?: Point
}

export interface Layout {
  readonly width: number
  readonly height: number
  /** By the nodes' and edges' numbers. */
  readonly boxes: readonly Box[]
  readonly lines: readonly Line[]
}

export const LINE_HEIGHT = 20
export const HEAD_HEIGHT = 46
export const LABEL_HEIGHT = 38
const FOOT = 8
export const GROUP_HEIGHT = 46
export const MARGIN = 2
/** Around a place where a line leaves a box: the widest pipe, and a bit of it to be seen. */
const PORT = { width: 12, height: 10 } as const

/** As high as its text needs, and the lines that leave it on one side, each `pitch` from the next. */
export function heightOf({ isGroup, lines }: Node, leaving: number, pitch: number): number {
  const text = isGroup ? GROUP_HEIGHT : HEAD_HEIGHT + (lines === 0 ? 0 : lines * LINE_HEIGHT + FOOT)
  return leaving < 2 ? text : Math.max(text, (leaving + 1) * pitch)
}

/** What nothing may be written on. */
export function portBox({ x, y }: Point): Box {
  return { x: x - PORT.width, y: y - PORT.height, width: 2 * PORT.width, height: 2 * PORT.height }
}

/** Whether two boxes are nearer than so many pixels to each other. */
export function isNear(p: Box, q: Box, distance: number): boolean {
  return (
    p.x < q.x + q.width + distance &&
    q.x < p.x + p.width + distance &&
    p.y < q.y + q.height + distance &&
    q.y < p.y + p.height + distance
  )
}

/** The other end of an edge; undefined for a node that it does not touch. */
export function otherEnd({ from, to }: Edge, node: number): number | undefined {
  return from === node ? to : to === node ? from : undefined
}

/** Tenths are fine enough for a screen. */
export function r(n: number): number {
  return Math.round(n * 10) / 10
}
