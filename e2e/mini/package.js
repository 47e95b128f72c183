// Reads a built mini-program as WeChat's tools would: its WXML goes through WeChat's own template compiler.
import { readFile, readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, relative, sep } from 'node:path';

import { root } from '../harness/program.js';

const { TmplGroup } = createRequire(import.meta.url)('glass-easel-template-compiler');

/** The built-in tags that the stage has a stand-in for. Another tag in a page is an error here, not a blank there. */
const builtIn = ['view', 'text', 'button', 'image', 'input', 'textarea', 'form', 'label', 'picker', 'switch', 'checkbox',
  'checkbox-group', 'radio', 'radio-group', 'scroll-view', 'navigator', 'page-meta', 'progress', 'icon'];
const inTemplates = ['block', 'slot', 'template', 'import', 'include', 'wxs'];
const ERROR = 3; // levels of the compiler's findings: 1 note, 2 warning, 3 error, 4 fatal

/** STAGED is where make builds the package for the stage; it is told that the program is at HOST. */
export const STAGED = join(root, 'miniprogram/dist/e2e');
export const HOST = 'https://wanping.example';

/** pack is that package, read. */
export const pack = () => readPackage(STAGED);

/** readPackage returns what the stage needs of a built package. */
export async function readPackage(dir) {
  const files = await tree(dir);
  const text = async (name) => readFile(join(dir, name), 'utf8');
  const app = JSON.parse(await text('app.json'));
  const components = {};
  const group = new TmplGroup();
  for (const name of files.filter((file) => file.endsWith('.wxml'))) {
    const path = name.slice(0, -'.wxml'.length);
    const config = JSON.parse(await text(`${path}.json`));
    components[path] = config;
    compile(group, path, await text(name), [...Object.keys(config.usingComponents ?? {}), ...Object.keys(app.usingComponents ?? {})]);
  }
  const templates = group.getTmplGenObjectGroups();
  group.free();
  const all = async (ending, to = (content) => content) => Object.fromEntries(await Promise.all(files.filter((file) => file.endsWith(ending))
    .map(async (name) => [name.slice(0, -ending.length), to(await text(name))])));
  return { app, components, templates, scripts: await all('.js'), styles: await all('.wxss', css) };
}

function compile(group, path, wxml, own) {
  for (const [, tag] of wxml.matchAll(/<([a-z][\w-]*)/g)) {
    if (![...builtIn, ...inTemplates, ...own].includes(tag)) throw new Error(`${path}.wxml: the stage has no stand-in for <${tag}>`);
  }
  const renamed = wxml.replace(new RegExp(`<(/?)(${builtIn.join('|')})(?=[\\s/>])`, 'g'), (whole, end, tag) => (own.includes(tag) ? whole : `<${end}wx-${tag}`))
    .replace(/(\s(?:capture-)?(?:mut-)?(?:bind|catch))([a-z]\w*=)/g, '$1:$2'); // bindtap as bind:tap, which tags of any kind take
  const bad = group.addTmpl(path, renamed).filter((finding) => (finding.level ?? ERROR) >= ERROR);
  if (bad.length) throw new Error(`${path}.wxml: ${JSON.stringify(bad)}`);
}

/** css turns WXSS into CSS: rpx are 1/750 of the width, tags are renamed as in the templates. */
function css(wxss) {
  const tags = new RegExp(`(^|[\\s,>+~(])(${builtIn.join('|')}|page)(?=$|[\\s,.:>+~)\\[#])`, 'g');
  return wxss
    .replace(/@import\s+["'][^"']+["'];/g, '') // every sheet of the package is on the stage anyway
    .replace(/(-?[\d.]+)rpx/g, (_, n) => `${Number(n) / 7.5}vw`)
    .replace(/([^{}]+)\{/g, (selector) => (selector.trimStart().startsWith('@') ? selector : selector.replace(tags, '$1wx-$2')));
}

async function tree(dir) {
  const found = await readdir(dir, { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).map((entry) => relative(dir, join(entry.parentPath ?? entry.path, entry.name)).split(sep).join('/'));
}

/** sizeOf is the package's bytes: all of it, and the main package, which is all but its subpackages. */
export async function sizeOf(dir) {
  const app = JSON.parse(await readFile(join(dir, 'app.json'), 'utf8'));
  const roots = (app.subPackages ?? app.subpackages ?? []).map((sub) => `${sub.root.replace(/\/$/, '')}/`);
  let all = 0;
  let main = 0;
  for (const name of await tree(dir)) {
    const { size } = await stat(join(dir, name));
    all += size;
    if (!roots.some((root) => name.startsWith(root))) main += size;
  }
  return { all, main };
}
