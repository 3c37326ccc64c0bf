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
  // U+FFFD stands for octets of a capture that are not UTF-8.
  '\ufffd': '?',
}
const ANY = new RegExp(`[${Object.keys(SIGNS).join('')}]`, 'g')

/** Chinese stays as it is. */
export function inAscii(text: string): string {
  return text.replace(ANY, (sign) => SIGNS[sign]!)
}
