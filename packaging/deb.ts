/**
 * Makes a Debian package of the built program: `deb.ts [FOLDER]`, by dpkg-deb (deb(5)). It has the program with the one
 * library that it loads when it captures, manual pages, completions and `contrib`; what reads files needs nothing but Node.
 *
 * The name of who packages is taken from DEBFULLNAME and DEBEMAIL, and the date from SOURCE_DATE_EPOCH, as by Debian's own
 * tools.
 */
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

const ROOT = join(import.meta.dirname, '..')
/** Where Debian has what of programs is no program (FHS §4.7). */
const LIBRARY = 'usr/lib/vxsniff'
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64', ia32: 'i386', arm: 'armhf' }
/** What koffi is at run time; the rest of it are sources. */
const KOFFI = ['index.cjs', 'package.json', 'src/koffi/index.cjs', 'src/koffi/src/static.cjs']

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
const { DEBFULLNAME = 'The vxsniff authors', DEBEMAIL = 'vxsniff@packages.invalid', SOURCE_DATE_EPOCH } = process.env
const date = SOURCE_DATE_EPOCH === undefined ? new Date() : new Date(1000 * Number(SOURCE_DATE_EPOCH))
const maintainer = `${DEBFULLNAME} <${DEBEMAIL}>`
const architecture = ARCHITECTURES[process.arch]
if (architecture === undefined) throw new Error(`Debian has no architecture that Node calls ${process.arch}`)

const [folder = process.cwd()] = process.argv.slice(2)
const path = join(folder, `vxsniff_${version}_${architecture}.deb`)
const tree = mkdtempSync(join(tmpdir(), 'vxsniff-deb-'))
try {
  putProgram()
  putPages()
  putDocuments()
  put('DEBIAN/control', control(installedSize()))
  setModes(tree)
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zxz', '--build', tree, path], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  process.stdout.write(`${path}\n`)
} finally {
  rmSync(tree, { recursive: true })
}

function put(name: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(tree, name)), { recursive: true })
  writeFileSync(join(tree, name), content)
}

function copy(from: string, to: string): void {
  cpSync(join(ROOT, from), join(tree, to), { recursive: true, dereference: true })
}

function putProgram(): void {
  // What the program asks for its version, and Node for how to load it.
  put(`${LIBRARY}/package.json`, `${JSON.stringify({ name: 'vxsniff', version, type: 'module' })}\n`)
  const main = readFileSync(join(ROOT, 'dist/cli/main.js'), 'utf8')
  const [parts] = /cli-parts-\w+/.exec(main) ?? []
  if (parts === undefined) throw new Error('dist is not built: npm run build')
  copy('dist/cli', `${LIBRARY}/dist/cli`)
  copy(`dist/${parts}`, `${LIBRARY}/dist/${parts}`)
  // Its licences are part of the copyright file.
  rmSync(join(tree, LIBRARY, 'dist/cli/LICENSES.md'))
  for (const name of KOFFI) copy(`node_modules/koffi/${name}`, `${LIBRARY}/node_modules/koffi/${name}`)
  const native = `node_modules/@koromix/koffi-${process.platform}-${process.arch}`
  // Debian's C library is glibc; koffi's other build is for musl.
  for (const name of ['index.js', 'package.json', `${process.platform}_${process.arch}`])
    copy(`${native}/${name}`, `${LIBRARY}/${native}/${name}`)
  mkdirSync(join(tree, 'usr/bin'), { recursive: true })
  symlinkSync('../lib/vxsniff/dist/cli/main.js', join(tree, 'usr/bin/vxsniff'))
}

function putPages(): void {
  for (const name of readdirSync(join(ROOT, 'dist/man'))) {
    put(`usr/share/man/man1/${name}.gz`, gzipSync(readFileSync(join(ROOT, 'dist/man', name)), { level: 9 }))
  }
  copy('dist/completions/vxsniff', 'usr/share/bash-completion/completions/vxsniff')
  copy('dist/completions/_vxsniff', 'usr/share/zsh/vendor-completions/_vxsniff')
  copy('dist/completions/vxsniff.fish', 'usr/share/fish/vendor_completions.d/vxsniff.fish')
}

function putDocuments(): void {
  const doc = 'usr/share/doc/vxsniff'
  copy('contrib', `${doc}/contrib`)
  put(`${doc}/copyright`, copyright())
  const entry = `vxsniff (${version}) unstable; urgency=medium\n\n  * What has changed is in the project's CHANGELOG.md.\n\n`
  const signed = `${entry} -- ${maintainer}  ${date.toUTCString().replace('GMT', '+0000')}\n`
  put(`${doc}/changelog.gz`, gzipSync(signed, { level: 9 }))
}

/** Debian's machine-readable copyright file, format 1.0, and behind it what the bundled libraries ask for. */
function copyright(): string {
  const indented = (text: string): string =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => (line.trim() === '' ? ' .' : ` ${line}`))
      .join('\n')
  const licence = readFileSync(join(ROOT, 'LICENSE'), 'utf8')
  const others = readFileSync(join(ROOT, 'dist/cli/LICENSES.md'), 'utf8')
  const koffi = readFileSync(join(ROOT, 'node_modules/koffi/LICENSE.txt'), 'utf8')
  const holder = /Copyright .*/.exec(licence)?.[0] ?? 'The vxsniff authors'
  return `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: vxsniff

Files: *
Copyright: ${holder}
License: Expat
${indented(licence)}
Comment:
${indented(`${others}\n## koffi (MIT)\n\n${koffi}`)}
`
}

/** KiB, as dpkg counts them. */
function installedSize(): number {
  return Number(execFileSync('du', ['-sk', tree], { encoding: 'utf8' }).split('\t')[0])
}

function control(size: number): string {
  return `Package: vxsniff
Version: ${version}
Section: net
Priority: optional
Architecture: ${architecture}
Maintainer: ${maintainer}
Installed-Size: ${size}
Depends: libc6, libstdc++6, libpcap0.8 | libpcap0.8t64
Recommends: nodejs (>= 20)
Suggests: iproute2, ethtool, tcpdump
Description: analyzer of VXLAN, GRE and other overlay traffic
 Reads captures and interfaces, and shows packets the way one thinks of them:
 the tunnel first, the packet inside last, every layer decoded to the bit. It
 rebuilds who learned what from which packet, says what is wrong with an
 overlay network and how to mend it, and teaches how VXLAN works.
 .
 It needs Node.js 20 or newer, which may come from elsewhere than Debian.
`
}

/** What the umask of whoever builds must not decide. */
function setModes(directory: string): void {
  chmodSync(directory, 0o755)
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const name = join(directory, entry.name)
    if (entry.isDirectory()) setModes(name)
    else if (entry.isFile()) chmodSync(name, name.endsWith('/dist/cli/main.js') ? 0o755 : 0o644)
  }
}
