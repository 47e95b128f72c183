// The citizen page's first visit, on a slow phone behind a slow line.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { keepFigures } from '../harness/figures.js';
import { theWorld } from '../harness/world.js';

const world = theWorld();
const OVER_THE_WIRE = 100 * 1024; // bytes
const USABLE_MS = 3000;
const LINE = { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 0.75e6 / 8 }; // ms of a round trip, bytes a second
const SLOWER_CPU = 4;

/**
 * noteWhenUsable runs in the page: ms from the start of the visit until the field is there and the page free to take a letter.
 * Noted in the page itself: the tool that drives it costs time, too, on a slowed-down CPU.
 */
function noteWhenUsable() {
  const seen = new MutationObserver(() => {
    if (!document.querySelector('textarea')) return;
    seen.disconnect();
    requestAnimationFrame(() => { setTimeout(() => { globalThis.usableAt = performance.now(); }); });
  });
  seen.observe(document, { childList: true, subtree: true });
}

/** visit opens the poster's page on a fresh phone and says what came over the wire and when it could be typed into. */
async function visit(page, context, address, { line, cpu } = {}) {
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  if (line) await session.send('Network.emulateNetworkConditions', line);
  if (cpu) await session.send('Emulation.setCPUThrottlingRate', { rate: cpu });
  let bytes = 0;
  let files = 0;
  session.on('Network.loadingFinished', ({ encodedDataLength }) => { bytes += encodedDataLength; files += 1; });
  await page.addInitScript(noteWhenUsable);
  await page.goto(address, { waitUntil: 'commit' });
  await page.waitForFunction(() => globalThis.usableAt !== undefined);
  const usable = await page.evaluate(() => globalThis.usableAt);
  await page.getByLabel(/发生了什么/).fill('能用了');
  await page.waitForLoadState('networkidle');
  const { metrics } = await session.send('Performance.getMetrics');
  return { bytes, files, usable, cpuMs: Math.round(1000 * metrics.find((one) => one.name === 'TaskDuration').value) };
}

test('a first visit brings at most 100 KB over the wire', async () => {
  await world.phone(async (page, { context }) => {
    const measured = await visit(page, context, await world.poster('出入境管理大队'));
    keepFigures('first-visit-bytes', measured);
    assert.ok(measured.bytes > 10_000, 'nothing was counted');
    assert.ok(measured.bytes <= OVER_THE_WIRE, `${measured.bytes} bytes in ${measured.files} files`);
  });
});

test('a first visit can be used within 3 s at 150 ms, 1.6 Mbit/s and a quarter of the CPU', async () => {
  // The emulated line delays requests, not handshakes, and the machine may be busy: the best of three counts.
  const tries = [];
  for (let i = 0; i < 3; i += 1) {
    await world.phone(async (page, { context }) => {
      tries.push(await visit(page, context, await world.poster('出入境管理大队'), { line: LINE, cpu: SLOWER_CPU }));
    });
    if (tries.at(-1).usable <= USABLE_MS) break;
  }
  keepFigures('first-visit-usable', { tries, line: LINE, cpu: SLOWER_CPU });
  const times = tries.map((one) => Math.round(one.usable));
  assert.ok(Math.min(...times) <= USABLE_MS, `usable after ${times.join(', ')} ms`);
});
