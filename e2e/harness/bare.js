// Chromium by its own protocol over a pipe, with nothing put into its pages: for measuring. A tool that drives a page costs
// time in it, four times as much on a slowed-down CPU.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromiumFlags, chromiumPath, PHONE } from './browser.js';

/** openBare starts Chromium with one blank page of a phone's size. */
export async function openBare() {
  const profile = await mkdtemp(join(tmpdir(), 'wanping-chromium-'));
  const child = spawn(chromiumPath, [...chromiumFlags, '--headless', '--remote-debugging-pipe', `--user-data-dir=${profile}`, 'about:blank'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const page = new Bare(child, profile);
  const { targetInfos } = await page.send('Target.getTargets');
  const { targetId } = targetInfos.find((one) => one.type === 'page');
  ({ sessionId: page.session } = await page.send('Target.attachToTarget', { targetId, flatten: true }));
  await page.send('Emulation.setDeviceMetricsOverride', { ...PHONE, deviceScaleFactor: 2, mobile: true });
  return page;
}

class Bare {
  constructor(child, profile) {
    Object.assign(this, { child, profile, session: undefined, last: 0, waiting: new Map(), listeners: new Map() });
    let rest = '';
    child.stdio[4].setEncoding('utf8').on('data', (text) => {
      const messages = (rest + text).split('\0');
      rest = messages.pop();
      for (const message of messages) this.take(JSON.parse(message));
    });
  }

  take({ id, method, params, result, error }) {
    if (method) return this.listeners.get(method)?.(params);
    const { done, refuse } = this.waiting.get(id);
    this.waiting.delete(id);
    return error ? refuse(new Error(error.message)) : done(result);
  }

  send(method, params = {}) {
    const id = ++this.last;
    this.child.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId: this.session })}\0`);
    return new Promise((done, refuse) => { this.waiting.set(id, { done, refuse }); });
  }

  on(method, listener) { this.listeners.set(method, listener); }

  async evaluate(expression) {
    const { result } = await this.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    return result.value;
  }

  async close() {
    const ended = new Promise((done) => { this.child.once('exit', done); });
    this.child.kill();
    await ended;
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
