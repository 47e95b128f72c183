// Puts the H5 build where the program embeds it, each file beside its compressed forms: compressed once, at the best.
import { cpSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const from = resolve(import.meta.dirname, '../dist/build/h5')
const to = resolve(import.meta.dirname, '../../api/web/h5')
const compressible = /\.(html|js|css|svg|json)$/

rmSync(to, { recursive: true, force: true })
cpSync(from, to, { recursive: true })
// The framework's style sheet has pictures of coloured bars' shadows on its maker's host, and loads one beforehand: no page
// of ours goes anywhere else, and its policy would not let it.
for (const name of readdirSync(to, { recursive: true }).filter((file) => file.endsWith('.css'))) {
  const path = join(to, name)
  writeFileSync(path, readFileSync(path, 'utf8').replace(/url\(https?:[^)]+\)/g, 'none'))
}
for (const name of readdirSync(to, { recursive: true })) {
  const path = join(to, name)
  if (!compressible.test(name) || !statSync(path).isFile()) continue
  const bytes = readFileSync(path)
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }))
}
