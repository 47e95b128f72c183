// Debian's Chromium with a phone's screen.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { chromium } from 'playwright-core';

import { root } from './program.js';

export const PHONE = { width: 375, height: 812 };
const shots = join(root, 'test-output/screens');

export const chromiumPath = process.env.E2E_CHROMIUM ?? '/usr/bin/chromium';
/** With these nothing that Chromium does by itself goes out to the network. */
export const chromiumFlags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--font-render-hinting=none'];

/** launch starts Chromium, with more flags where a test wants another setting of the phone's. */
export function launch(flags = []) {
  return chromium.launch({ executablePath: chromiumPath, headless: true, args: [...chromiumFlags, ...flags] });
}

/**
 * openPhone is a fresh phone: no storage, a touch screen of 375 x 812, Chinese, in the county's zone.
 * What goes wrong in its pages (exceptions, errors on the console, calls to another host) is kept in `faults`.
 */
export async function openPhone(browser, origins, options = {}) {
  const hosts = origins.map((origin) => new URL(origin).hostname);
  const context = await browser.newContext({
    viewport: PHONE, deviceScaleFactor: 2, isMobile: true, hasTouch: true, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', ...options,
  });
  context.setDefaultTimeout(15_000);
  watchRequests(context);
  const faults = [];
  context.on('weberror', (error) => faults.push(`exception on ${error.page()?.url()}: ${error.error().name} ${error.error().message} ${error.error().stack}`));
  context.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (/^https?:$/.test(protocol) && !hosts.includes(hostname)) faults.push(`call to another host: ${request.url()}`);
  });
  context.on('console', (message) => {
    // An answer of 4xx is what tests of refusals are after; the browser notes it as an error of loading.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) faults.push(`console: ${message.text()}`);
  });
  return { context, page: await context.newPage(), faults };
}

/** asked is what the pages of a phone have asked for and not been answered yet, with who waits for that. */
const asked = new WeakMap();

function watchRequests(context) {
  const open = new Set();
  const waiting = [];
  context.on('request', (request) => open.add(request));
  for (const end of ['requestfinished', 'requestfailed']) {
    context.on(end, (request) => {
      open.delete(request);
      if (open.size === 0) for (const go of waiting.splice(0)) go();
    });
  }
  asked.set(context, { open, waiting });
}

/** drawn waits until all that the page has asked for is answered, and is drawn. */
export async function drawn(page) {
  const { open, waiting } = asked.get(page.context());
  const twoFrames = () => page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); }));
  await twoFrames(); // what was just tapped may ask
  while (open.size > 0) {
    await new Promise((go) => { waiting.push(go); });
    await twoFrames(); // an answer may lead to another question
  }
}

/** shoot keeps what the page looks like as test output. */
export async function shoot(page, name, options = {}) {
  mkdirSync(shots, { recursive: true });
  if (options.fullPage) await page.evaluate(() => scrollTo(0, 0)); // else what is fixed at the top stands in the middle
  await page.screenshot({ path: join(shots, `${name}.png`), animations: 'disabled', ...options });
}
