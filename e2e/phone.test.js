import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, openPhone, shoot } from './harness/browser.js';
import { startProgram } from './harness/program.js';

let program, browser;
before(async () => { [program, browser] = await Promise.all([startProgram(), launch()]); });
after(async () => { await browser?.close(); await program?.stop(); });

const desk = { viewport: { width: 1600, height: 1000 }, isMobile: false, hasTouch: false, deviceScaleFactor: 1 };

test('a newcomer meets the liaison on the demo phone and is answered in the chat', async () => {
  const { page, faults, context } = await openPhone(browser, [program.phone, program.base], desk);
  await page.goto(`${program.phone}/phone/`);
  await page.getByRole('button', { name: '联络员' }).click();
  await page.getByRole('button', { name: '关注公众号' }).click();
  await page.getByRole('button', { name: '打字' }).click();
  await page.getByLabel('消息', { exact: true }).fill(`绑定 ${program.bindingCode('陈一帆')}`);
  await page.getByRole('button', { name: '发送', exact: true }).click();
  await page.locator('#chat').getByText(/绑定成功|已绑定/).first().waitFor();
  await shoot(page, 'phone-page');
  assert.deepEqual(faults, []);
  await context.close();
});

test('each person has a phone: who logs in on one is not logged in on the next', async () => {
  const { page, context } = await openPhone(browser, [program.phone, program.base], desk);
  await page.goto(`${program.phone}/phone/`);
  const origins = [];
  for (const person of ['市民', '联络员', '管理员']) {
    await page.getByRole('button', { name: person }).first().click();
    const frame = page.locator('iframe:not([hidden])');
    await page.frameLocator('iframe:not([hidden])').getByRole('main').waitFor();
    origins.push(new URL(await frame.getAttribute('src')).origin);
  }
  assert.equal(new Set(origins).size, 3, origins.join(' '));
  await context.close();
});

test('scanning a section’s poster opens the complaint page in the citizen’s own frame', async () => {
  const { page, faults, context } = await openPhone(browser, [program.phone, program.base], desk);
  await page.goto(`${program.phone}/phone/`);
  await page.getByRole('button', { name: '市民' }).click();
  const frame = page.frameLocator('iframe[data-person="周小满"]');
  await frame.getByRole('main').waitFor();
  await page.getByRole('button', { name: /出入境管理大队/ }).click();
  await frame.getByText('出入境管理大队').waitFor();
  await shoot(page, 'phone-page-citizen');
  assert.deepEqual(faults, []);
  await context.close();
});

test('the page that the chat offers for a complaint opens in the person\'s own frame', async () => {
  const { page, context } = await openPhone(browser, [program.phone, program.base], desk);
  await page.goto(`${program.phone}/phone/`);
  await page.getByRole('button', { name: '市民' }).first().click();
  await page.getByRole('button', { name: /section-8/ }).click();
  const link = page.locator('#chat .bubble .link').first();
  await link.waitFor();
  const code = new URL(await link.textContent()).pathname;
  await link.click();
  await page.waitForFunction((path) => document.querySelector('iframe:not([hidden])').src.includes(path), code);
  await context.close();
});
