/** The page as one file: markup, style, script and data. Nothing is fetched, and nothing in the data can run. */
import { renderToString } from 'preact-render-to-string'
import { aliasesIn } from '../present/aliases.js'
import { escapeJson } from '../present/value.js'
import type { Language } from '../words/language.js'
import { PAGE } from '../words/screens/page.js'
import type { ReportData } from './data.js'
import { ReportPage } from './page.js'
import { OPEN_LANGUAGE } from './use-place.js'

export interface PageParts {
  /** The browser's part of the program, a `scriptText`, and the style: what the package was built with. */
  readonly script: string
  readonly style: string
  /** `sha256-…` of the script, in base64, as a content security policy names it (CSP Level 3 §2.3.1). */
  readonly scriptHash: string
}

/** The page begins in the language; if that is open, in the one of the reader's browser as soon as it is alive. */
export function renderPage(
  data: ReportData,
  language: Language,
  { script, style, scriptHash }: PageParts,
  isOpen = false,
): string {
  const lang = language === 'zh' ? 'zh-CN' : 'en'
  const policy = `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src '${scriptHash}'; base-uri 'none'; form-action 'none'`
  const body = renderToString(<ReportPage data={data} language={language} />)
  // Names that nothing here has stay at home.
  const aliases = aliasesIn(body)
  const all = aliases === undefined ? data : { ...data, aliases }
  return `<!doctype html>
<html lang="${lang}"${isOpen ? ` ${OPEN_LANGUAGE}="open"` : ''}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="vxsniff ${data.version}">
<title>${escapeHtml(PAGE[language].title(data.files.join(', ')))}</title>
<style>${style}</style>
</head>
<body>
<div id="page">${body}</div>
<script type="application/json" id="data">${scriptJson(all)}</script>
<script type="module">${script}</script>
</body>
</html>
`
}

/** A script that cannot end the element it stands in. Both can only be in literals, which mean the same. */
export function scriptText(script: string): string {
  return script.replace(/<(?=\/script)/gi, '\\x3c').replace(/<(?=!--)/g, '\\x3c')
}

/** JSON that cannot end the element it stands in, nor begin another one (HTML §4.12.1.3), and that a terminal may be shown. */
function scriptJson(data: ReportData): string {
  return escapeJson(JSON.stringify(data)).replace(/</g, '\\u003c')
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)
}
