/** The site: `docs/`, of which `pages` is a copy beside the packages, to be opened from the disk or served. */
import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'

const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url))

interface Item {
  readonly text: string
  readonly link: string
}

function pagesIn(folder: string): Item[] {
  return readdirSync(join(DOCS, folder))
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .sort()
    .map((name) => ({ text: basename(name, '.md'), link: `/${folder}/${basename(name, '.md')}` }))
}

/** The file in the repository that a link leads to which is no page: beside `docs/`, a folder, or data. */
function fileBehind(link: string, from: string): string | undefined {
  if (/^([a-z]+:|#|\/)/.test(link)) return undefined
  const target = resolve(dirname(join(DOCS, from)), link.replace(/[#?].*/, ''))
  const isPage = target.startsWith(DOCS) && target.endsWith('.md')
  return !isPage && existsSync(target) ? relative(resolve(DOCS, '..'), target) : undefined
}

export default defineConfig({
  title: 'vxsniff',
  description: 'Reads VXLAN, GRE and other overlay traffic and explains it',
  srcDir: './pages',
  outDir: './dist',
  lastUpdated: false,
  rewrites: { ':folder/README.md': ':folder/index.md', ':folder/:sub/README.md': ':folder/:sub/index.md' },
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Guide', link: '/guide' },
      { text: 'My overlay is broken', link: '/broken' },
      { text: 'Reference', link: '/reference/commands' },
      { text: 'Workshop', link: '/workshop/' },
      { text: '中文', link: '/workshop/zh/' },
    ],
    sidebar: [
      {
        text: 'Use it',
        items: [
          { text: 'Start', link: '/' },
          { text: 'My overlay is broken', link: '/broken' },
          { text: 'Guide', link: '/guide' },
          { text: 'Settings and names', link: '/config' },
          { text: 'Many captures', link: '/fleet' },
          { text: 'Library', link: '/library' },
        ],
      },
      {
        text: 'Reference',
        items: [
          { text: 'Commands', link: '/reference/commands' },
          { text: 'Filter', link: '/reference/filter' },
          { text: 'Fields', link: '/reference/fields' },
          { text: 'Schemas', link: '/schemas/' },
          { text: 'Glossary', link: '/glossary' },
          { text: 'Beside other tools', link: '/comparison' },
          { text: 'Conformance', link: '/conformance' },
          { text: 'Differences from tcpdump', link: '/tcpdump-differences' },
          { text: 'Limits', link: '/limits' },
        ],
      },
      { text: 'Findings', link: '/findings/', collapsed: false, items: pagesIn('findings') },
      { text: 'Workshop', link: '/workshop/en/', collapsed: false, items: pagesIn('workshop/en') },
      { text: '实验课', link: '/workshop/zh/', collapsed: false, items: pagesIn('workshop/zh') },
      { text: 'Decisions', collapsed: false, items: pagesIn('decisions') },
    ],
  },
  vite: { build: { chunkSizeWarningLimit: 2000 } },
  // A page on the disk has no root: each link says the way from its own folder, and names the file.
  transformHtml: (html, _, { page }) => {
    const up = '../'.repeat(page.split('/').length - 1) || './'
    return html
      .replace(/(href|src)="\/(?!\/)([^"#?]*)/g, (_all, name: string, path: string) =>
        path === '' || path.endsWith('/') ? `${name}="${up}${path}index.html` : `${name}="${up}${path}`,
      )
      .replace(/(href="[^"]*)README\.html/g, '$1index.html')
  },
  markdown: {
    config(md) {
      // Such a link stays as text that says where the file is; one that leads nowhere fails the build.
      md.core.ruler.push('files', ({ tokens, env }) => {
        for (const { children } of tokens) {
          for (const token of children ?? []) {
            const file = fileBehind(token.attrGet('href') ?? '', env.relativePath ?? '')
            if (token.type !== 'link_open' || file === undefined) continue
            token.attrs = [['title', `in the sources: ${file}`]]
          }
        }
      })
    },
  },
})
