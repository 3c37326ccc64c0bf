/** Builds the browser's part of the page: one script and one style, which `vxsniff report` puts into the pages it writes. */
import { defineConfig, type UserConfig } from 'vite'

const config: UserConfig = defineConfig({
  publicDir: false,
  build: {
    outDir: 'dist/present/page/browser',
    target: 'es2022',
    cssCodeSplit: false,
    modulePreload: false,
    rolldownOptions: {
      input: 'src/present/page/client.tsx',
      output: { format: 'iife', entryFileNames: 'page.js', assetFileNames: 'page.[ext]' },
    },
  },
})
export default config
