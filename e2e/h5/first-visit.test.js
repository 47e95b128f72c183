// The citizen page's first visit, on a slow phone behind a slow line.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openBare } from '../harness/bare.js';
import { keepFigures } from '../harness/figures.js';
import { theWorld } from '../harness/world.js';

const world = theWorld();
const OVER_THE_WIRE = 100 * 1000; // bytes
const USABLE_MS = 3000;
const LINE = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 }; // ms of a round trip, bytes a second
const SLOWER_CPU = 4;
const LONGEST_MS = 30_000;

/** Runs in the page: ms from the start of the visit until the field is there and the page free to take a letter. */
const noteWhenUsable = `
  globalThis.usable = new Promise((done) => {
    const seen = new MutationObserver(() => {
      if (!document.querySelector('textarea')) return;
      seen.disconnect();
      requestAnimationFrame(() => setTimeout(() => done(performance.now())));
    });
    seen.observe(document, { childList: true, subtree: true });
  });`;

/** visit opens the poster's page in a browser that has never seen it; it says what came over the wire and when it was usable. */
async function visit(address, { line, cpu } = {}) {
  const page = await openBare();
  try {
    let bytes = 0;
    let files = 0;
    page.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; files += 1; });
    await page.send('Network.enable');
    await page.send('Page.enable');
    if (line) await page.send('Network.emulateNetworkConditions', line);
    if (cpu) await page.send('Emulation.setCPUThrottlingRate', { rate: cpu });
    await page.send('Page.addScriptToEvaluateOnNewDocument', { source: noteWhenUsable });
    const loaded = new Promise((done) => { page.on('Page.loadEventFired', done); });
    await page.send('Page.navigate', { url: address });
    await loaded;
    const late = `new Promise((done) => setTimeout(() => done(null), ${LONGEST_MS}))`;
    const usable = await page.evaluate(`Promise.race([globalThis.usable, ${late}])`);
    assert.ok(usable, 'the page never came to its field');
    return { usable: Math.round(usable), bytes, files };
  } finally {
    await page.close();
  }
}

test('a first visit brings at most 100 KB over the wire', async () => {
  const measured = await visit(await world.poster('出入境管理大队'));
  keepFigures('first-visit-bytes', measured);
  assert.ok(measured.bytes > 10_000, 'nothing was counted');
  assert.ok(measured.bytes <= OVER_THE_WIRE, `${measured.bytes} bytes in ${measured.files} files`);
});

test('a first visit can be used within 3 s at 150 ms, 1.6 Mbit/s and a quarter of the CPU', async () => {
  // What a busy machine adds is not the page's: the best of some visits counts, and the first that is in time suffices.
  const tries = [];
  for (let i = 0; i < 5; i += 1) {
    tries.push((await visit(await world.poster('出入境管理大队'), { line: LINE, cpu: SLOWER_CPU })).usable);
    if (tries.at(-1) <= USABLE_MS) break;
  }
  keepFigures('first-visit-usable', { tries, line: LINE, cpu: SLOWER_CPU });
  assert.ok(Math.min(...tries) <= USABLE_MS, `usable after ${tries.join(', ')} ms`);
});
