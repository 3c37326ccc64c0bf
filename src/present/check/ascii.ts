/** What stands for the signs of our sentences where a terminal has no more than ASCII. */

const SIGNS: Readonly<Record<string, string>> = {
  '→': '->',
  '←': '<-',
  '⇒': '=>',
  '⇄': '<->',
  '…': '..',
  '›': '/',
  '×': 'x',
  µ: 'u',
  '–': '-',
  '—': '-',
  '−': '-',
  '·': '-',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '≤': '<=',
  '≥': '>=',
  '§': 'section ',
  '\u202f': ' ',
}
const ANY = new RegExp(`[${Object.keys(SIGNS).join('')}]`, 'g')

/** Chinese stays as it is. */
export function inAscii(text: string): string {
  return text.replace(ANY, (sign) => SIGNS[sign]!)
}
