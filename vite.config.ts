/**
 * Bundles what starts faster as few files, or only works as one: build.ts has both made and puts them into `dist`.
 *
 * - The program: its entry, `cli/main.js`, and beside that folder its parts: what every command needs, and chunks that
 *   commands load when they are called. They are CommonJS, which Node 20 loads faster than ES modules. Not minified: that
 *   gains nothing that can be measured, and stack traces in reports of defects stay readable. The library beside it stays what tsc makes of it.
 * - The browser's part of the page: one script and one style, which `vxsniff report` puts into the pages it writes.
 */
import { defineConfig, type Plugin, type UserConfig } from 'vite'

/** The folder of the parts; build.ts adds to its name what tells those of one build from those of another. */
export const PARTS = 'cli-parts'

/** The package's own `"type": "module"` does not hold for the chunks. */
const commonJs: Plugin = {
  name: 'vxsniff:commonjs',
  applyToEnvironment: (environment) => environment.name === 'program',
  generateBundle() {
    for (const folder of ['cli', PARTS])
      this.emitFile({ type: 'asset', fileName: `${folder}/package.json`, source: '{ "type": "commonjs" }\n' })
  },
}

const NO_PROGRAMS = '\0no-programs'
/** Commander loads `node:child_process` for subcommands that are programs. We have none, and it costs a tenth of the start. */
const noPrograms: Plugin = {
  name: 'vxsniff:no-programs',
  enforce: 'pre',
  resolveId: (id, importer) =>
    id === 'node:child_process' && importer?.includes('/node_modules/commander/') ? NO_PROGRAMS : undefined,
  load: (id) => (id === NO_PROGRAMS ? 'export {}' : undefined),
}

/** That plugins take their time on a slow machine is nothing wrong. */
const checks = { pluginTimings: false }

const config: UserConfig = defineConfig({
  publicDir: false,
  plugins: [commonJs, noPrograms],
  builder: {},
  environments: {
    program: {
      consumer: 'server',
      resolve: { noExternal: true, external: ['koffi', '@duckdb/node-api'] },
      build: {
        write: false,
        target: 'node20',
        minify: false,
        license: { fileName: 'cli/LICENSES.md' },
        rolldownOptions: {
          checks,
          // Besides the program what it starts as processes of their own, beside it by these names.
          input: {
            main: 'src/cli/main.ts',
            'read-worker': 'src/cli/jobs/read-worker.ts',
            'check-worker': 'src/cli/jobs/check-worker.ts',
            'cap-child': 'src/capture/cap-child.ts',
            endpoint: 'src/lab/endpoint.ts',
          },
          output: {
            format: 'cjs',
            // They are a third of the octets, and every start reads them. Licences lie in a file.
            comments: false,
            entryFileNames: ({ name }) => (name === 'main' ? 'cli/main.js' : `${PARTS}/[name].js`),
            chunkFileNames: `${PARTS}/[name].js`,
            // All that every command needs but the entry, which runs the program, and all that printing lines needs: each
            // file more takes a third of a millisecond.
            codeSplitting: {
              groups: [
                {
                  name: 'options',
                  test: /\/src\/(cli\/(.*-options|errors|output|version)|analysis\/tables\/budget)\.ts$/,
                  priority: 2,
                },
                {
                  name: 'packets',
                  test: /\/src\/(cli\/commands\/read|present\/line|analysis\/flows\/echo-round-trips)\.ts$/,
                  priority: 1,
                },
              ],
            },
          },
        },
      },
    },
    client: {
      build: {
        write: false,
        target: 'es2022',
        cssCodeSplit: false,
        modulePreload: false,
        rolldownOptions: {
          checks,
          input: 'src/page/client.tsx',
          output: {
            format: 'iife',
            entryFileNames: `${PARTS}/browser/page.js`,
            assetFileNames: `${PARTS}/browser/page.[ext]`,
          },
        },
      },
    },
  },
})
export default config
