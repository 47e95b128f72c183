import { defineConfig, type Plugin } from 'vite'
import uniPlugin from '@dcloudio/vite-plugin-uni'

// The plugin is CommonJS: what an ES module gets of it is its exports.
const uni = (uniPlugin as unknown as { default?: typeof uniPlugin }).default ?? uniPlugin

/** The framework's style sheet fetches shadows of title bars from its maker's server. The app calls nobody else's. */
const withoutCalls: Plugin = {
  name: 'without-calls',
  enforce: 'post',
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type === 'asset' && file.fileName.endsWith('.css')) file.source = String(file.source).replace(/url\(https:[^)]*\)/g, 'none')
    }
  },
}

export default defineConfig({
  plugins: [uni(), withoutCalls],
  // A poster's first visit is counted in bytes and round trips: what is small goes along with something else.
  build: { rollupOptions: { output: { experimentalMinChunkSize: 12_000 } } },
  server: { host: '127.0.0.1', proxy: { '/api': 'http://127.0.0.1:8080' } },
})
