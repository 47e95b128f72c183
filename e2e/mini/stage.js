// Opens a built mini-program on the stage, in a real browser, beside the real program and the simulated WeChat.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { openPhone } from '../harness/browser.js';
import { eventually } from '../harness/eventually.js';
import { HOST } from './package.js';

const require = createRequire(import.meta.url);
const ORIGIN = 'https://mini.stage'; // answered by routes, never by a network
export const MINI = 'wx00000000000000b2'; // the demo's mini-program, as the simulator knows it

const modules = {
  'glass-easel.js': require.resolve('glass-easel/dist/glass_easel.all.es.js'),
  'adapter.js': require.resolve('glass-easel-miniprogram-adapter/dist/glass_easel_miniprogram_adapter.es.js'),
};
const html = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>万评</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"><link rel="stylesheet" href="stage.css">
<script type="importmap">{"imports":{"glass-easel":"./glass-easel.js","glass-easel-miniprogram-adapter":"./adapter.js"}}</script>
</head><body><main></main><script type="module" src="runtime.js"></script></body></html>`;

/**
 * openMini starts the package as WeChat would for one person.
 * @param options.person who holds the phone, one of the simulator's people
 * @param options.path   the page to start on, by default the package's first
 * @param options.query  its query, e.g. {q: encodeURIComponent('https://HOST/c/CODE')} of a scanned code
 */
export async function openMini(browser, program, pack, { person, path, query = {}, storage, privacy, fontSize } = {}) {
  const phone = await openPhone(browser, [ORIGIN], { isMobile: false, hasTouch: false });
  const mini = new Mini(program, person);
  const launch = { path: path ?? pack.app.pages[0], query, scene: query.q ? 1011 : 1001 };
  await phone.context.route(`${ORIGIN}/**`, serve);
  for (const name of ['request', 'upload', 'download', 'login', 'choose', 'subscribe', 'modal', 'sheet']) {
    await phone.context.exposeFunction(`door_${name}`, (options) => mini[name](options));
  }
  await phone.context.addInitScript((stage) => { globalThis.stage = stage; }, { pack, launch, appId: MINI, storage, privacy, fontSize });
  await phone.page.goto(`${ORIGIN}/`);
  await phone.page.waitForFunction(() => globalThis.stageReady).catch((error) => { throw new Error(`the package does not start: ${phone.faults.join('\n')}`, { cause: error }); });
  return Object.assign(mini, phone);
}

async function serve(route) {
  const name = new URL(route.request().url()).pathname.slice(1);
  if (name === '') return route.fulfill({ contentType: 'text/html', body: html });
  const file = modules[name] ?? join(import.meta.dirname, 'stage', name);
  const body = await readFile(file).catch(() => null);
  if (body === null) return route.fulfill({ status: 404 });
  return route.fulfill({ contentType: name.endsWith('.css') ? 'text/css' : 'text/javascript', body });
}

class Mini {
  constructor(program, person) {
    // photos are what the person will choose; answers what is answered to dialogs; lost is a path whose next answer gets lost.
    Object.assign(this, { program, person, photos: [], sent: [], lost: null, confirm: true, choice: 0, accept: true });
  }

  /** address is where a request really goes: the one host that the package is built for, and no other. */
  address(url) {
    if (url.startsWith(`${HOST}/`)) return this.program.base + url.slice(HOST.length);
    throw new Error(`url not in domain list: ${url}`);
  }

  async send(url, init) {
    this.sent.push({ method: init.method, path: new URL(url).pathname, headers: init.headers, body: init.body });
    const answer = await fetch(url, init);
    const data = Buffer.from(await answer.arrayBuffer());
    if (this.lost && this.lost.test(new URL(url).pathname) && init.method !== 'GET') {
      this.lost = null;
      throw new Error('timeout'); // the program has done it; the phone does not hear of it
    }
    return { statusCode: answer.status, header: Object.fromEntries(answer.headers), data };
  }

  async attempt(work) {
    try { return await work(); } catch (error) { return { fail: error.message }; }
  }

  request({ url, method = 'GET', data, header = {}, dataType = 'json', responseType }) {
    return this.attempt(async () => {
      const target = new URL(this.address(url));
      const init = { method, headers: { ...header } };
      if (method === 'GET') for (const [key, value] of Object.entries(data ?? {})) target.searchParams.set(key, value);
      else if (data !== undefined && data !== null) {
        init.headers = { 'content-type': 'application/json', ...lower(header) };
        init.body = typeof data === 'string' ? data : JSON.stringify(data);
      }
      const answer = await this.send(target.href, init);
      if (responseType === 'arraybuffer') return { ...answer, data: answer.data.toString('base64') };
      const text = answer.data.toString('utf8');
      if (dataType !== 'json') return { ...answer, data: text };
      try { return { ...answer, data: JSON.parse(text) }; } catch { return { ...answer, data: text }; }
    });
  }

  upload({ url, filePath, name, header = {}, formData = {} }) {
    return this.attempt(async () => {
      const form = new FormData();
      for (const [key, value] of Object.entries(formData)) form.append(key, String(value));
      const photo = this.photos[Number(/\d+/.exec(filePath)[0])];
      form.append(name, new Blob([photo.bytes], { type: photo.type }), photo.name);
      const headers = lower(header);
      delete headers['content-type']; // it names the boundary
      const answer = await this.send(this.address(url), { method: 'POST', headers, body: form });
      return { ...answer, data: answer.data.toString('utf8') };
    });
  }

  download({ url, header = {} }) {
    return this.attempt(async () => {
      const answer = await this.send(this.address(url), { method: 'GET', headers: header });
      return { statusCode: answer.statusCode, tempFilePath: 'wxfile://tmp/download', header: answer.header };
    });
  }

  login() {
    return this.attempt(async () => ({ code: (await this.program.simulate('login_code', { person: this.person, app_id: MINI })).code }));
  }

  choose() {
    const tempFiles = this.photos.map((photo, index) => ({ tempFilePath: `wxfile://tmp/${index}.jpg`, path: `wxfile://tmp/${index}.jpg`, name: photo.name, size: photo.bytes.length, fileType: 'image' }));
    return tempFiles.length ? { tempFiles, tempFilePaths: tempFiles.map((file) => file.tempFilePath), type: 'image' } : { fail: 'cancel' };
  }

  /** subscribe answers as the person would, and tells the simulated WeChat, which counts what may be sent. */
  subscribe({ tmplIds }) {
    return this.attempt(async () => {
      await this.program.simulate('consent', { person: this.person, app_id: MINI, templates: tmplIds, accept: this.accept });
      return Object.fromEntries(tmplIds.map((id) => [id, this.accept ? 'accept' : 'reject']));
    });
  }

  modal({ editable }) { return { confirm: this.confirm, cancel: !this.confirm, ...(editable ? { content: this.typed ?? '' } : {}) }; }

  sheet() { return { tapIndex: this.choice }; }

  /** heard waits until the program was asked something, and returns that request. */
  heard(path, method) {
    return eventually(`${method} ${path} is asked`, () => this.sent.find((one) => one.path === path && one.method === method));
  }

  /** calls are the names of the wx functions that the package has called. */
  calls() { return this.page.evaluate(() => globalThis.stageCalls); }

  storage() { return this.page.evaluate(() => globalThis.stageStore()); }

  back() { return this.page.evaluate(() => globalThis.stageBack()); }
}

const lower = (headers) => Object.fromEntries(Object.entries(headers).map(([key, value]) => [key.toLowerCase(), value]));
