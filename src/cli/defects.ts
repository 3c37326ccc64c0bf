/** Defects of the program itself: how one is reported, and whether there was one. */

let seen = false

/** Whether the program has failed on a packet, and gone on. */
export function defectSeen(): boolean {
  return seen
}

export function noteDefect(): void {
  seen = true
}

/** The report of an unforeseen error; `where` and `enclosed` name the packet on which it happened. */
export function defectText(e: unknown, where = '', enclosed = 'these lines'): string {
  const what = e instanceof Error ? e.stack : String(e)
  return `vxsniff: a defect of vxsniff${where}; please report it with ${enclosed}\n${what}\n`
}
