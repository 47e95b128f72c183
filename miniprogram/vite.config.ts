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
    handler(html, { bundle }) {
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
      const asked = (names: Set<string>, rel: string) =>
        [...names].filter((name) => !html.includes(name)).map((name) => ({ tag: 'link', attrs: { rel, crossorigin: true, href: `/m/${name}` }, injectTo: 'head' as const }))
      return [...asked(wanted, 'modulepreload'), ...asked(styles, 'stylesheet')]
    },
  },
}

/** What of the framework the app never uses is left out: other languages than Chinese, sizes in rpx, scripts in WXS, long presses. */
const withoutTheUnused: Plugin = {
  name: 'without-the-unused',
  enforce: 'post', // after the framework has said what it wants
  config: () => ({
    define: Object.fromEntries([
      '__UNI_FEATURE_I18N_EN__', '__UNI_FEATURE_I18N_ES__', '__UNI_FEATURE_I18N_FR__', '__UNI_FEATURE_I18N_ZH_HANT__', '__UNI_FEATURE_RPX__',
      '__UNI_FEATURE_WXS__', '__UNI_FEATURE_LONGPRESS__',
    ].map((feature) => [feature, false])),
  }),
}

/** What every page needs, the citizen's among them: one chunk, with nobody else's page in it. */
const everybodys = /node_modules|export-helper|preload-helper|\/src\/(api\/(client|refusal)|lib\/(clock|format|go|key|load|look|resend|session|store|unsent)|components\/(Choice|Field|Resending|Screen|Waiting|WorkNav))\b/
const sharedChunk = (id: string): string | undefined => (everybodys.test(id) ? 'shared' : undefined)

const h5 = process.env.UNI_PLATFORM === 'h5'

export default defineConfig({
  plugins: [uni(), withoutCalls, ...(h5 ? [citizenFirst, withoutTheUnused] : [])],
  // A poster's first visit is counted in bytes and round trips: what is small goes along with something else.
  build: { rollupOptions: { output: { experimentalMinChunkSize: 12_000, ...(h5 ? { manualChunks: sharedChunk } : {}) } } },
  server: { host: '127.0.0.1', proxy: { '/api': 'http://127.0.0.1:8080' } },
})
