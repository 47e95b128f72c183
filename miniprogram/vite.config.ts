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

/** A poster leads to the complaint page: what it is made of is asked for at once, not after the framework has come. */
const citizenFirst: Plugin = {
  name: 'citizen-first',
  transformIndexHtml: {
    order: 'post',
    handler(_, { bundle }) {
      const wanted = new Set<string>()
      const styles = new Set<string>()
      const take = (name: string): void => {
        const file = bundle?.[name]
        if (file?.type !== 'chunk' || file.isEntry || wanted.has(name)) return
        wanted.add(name)
        file.viteMetadata?.importedCss.forEach((style) => styles.add(style))
        file.imports.forEach(take)
      }
      Object.keys(bundle ?? {}).filter((name) => name.includes('pages-complain-complain')).forEach(take)
      const link = (rel: string) => (name: string) => ({ tag: 'link', attrs: { rel, crossorigin: true, href: `/m/${name}` }, injectTo: 'head' as const })
      return [...[...wanted].map(link('modulepreload')), ...[...styles].map(link('stylesheet'))]
    },
  },
}

export default defineConfig({
  plugins: [uni(), withoutCalls, citizenFirst],
  // A poster's first visit is counted in bytes and round trips: what is small goes along with something else.
  build: { rollupOptions: { output: { experimentalMinChunkSize: 12_000 } } },
  server: { host: '127.0.0.1', proxy: { '/api': 'http://127.0.0.1:8080' } },
})
