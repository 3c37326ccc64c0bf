/** Where the page comes to life in the browser: the markup is there already. */
import { hydrate } from 'preact'
import { aliasesOf, useAliases } from '../present/aliases.js'
import type { Language } from '../words/language.js'
import type { ReportData } from './data.js'
import { ReportPage } from './page.js'
import './styles/base.css'
import './styles/drawing.css'
import './styles/ladder.css'
import './styles/stage.css'
import './styles/packets.css'
import './styles/findings.css'

const data = JSON.parse(document.getElementById('data')!.textContent!) as ReportData
if (data.aliases !== undefined) useAliases(aliasesOf(data.aliases))
const language: Language = document.documentElement.lang.startsWith('zh') ? 'zh' : 'en'
hydrate(<ReportPage data={data} language={language} />, document.getElementById('page')!)
document.documentElement.classList.add('alive')
