// Makes the README's picture: the demo's phone page, with a liaison who is in the chat and in the app. `make picture`.
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';

import { launch, openPhone } from './harness/browser.js';
import { PASSWORD, recipient } from './harness/people.js';
import { root, startProgram } from './harness/program.js';

const FILE = join(root, 'docs/phone.png');
const MOST_BYTES = 300_000;
const desk = { viewport: { width: 1600, height: 940 }, isMobile: false, hasTouch: false, deviceScaleFactor: 1 };

/** enterApp opens the liaison's account in the app, and returns a code that binds the chat to it. */
async function enterApp(app, code) {
  await app.getByRole('button', { name: '登录', exact: true }).click();
  await app.getByRole('radio', { name: '一次性激活码' }).click();
  await app.getByLabel(/^账号/).fill('pyxgaj01');
  await app.getByLabel(/^一次性激活码/).fill(code);
  await app.getByLabel(/^给自己定一个密码/).fill(PASSWORD);
  await app.getByLabel(/^您的姓名/).fill('王小明');
  await app.getByRole('button', { name: '启用账号并登录' }).click();
  await app.getByRole('link', { name: '我的' }).click();
  await app.getByRole('button', { name: '取绑定码' }).click();
  return app.locator('.code').innerText();
}

/** says sends a message in the chat and waits for an answer to it. */
async function says(page, text, answer) {
  await page.getByLabel('消息', { exact: true }).fill(text);
  await page.getByRole('button', { name: '发送', exact: true }).click();
  await page.locator('#chat li:not(.me)', { hasText: answer }).last().waitFor();
}

/** around is the part of the page from one element to another, with a margin. */
async function around(page, from, to) {
  const [left, right] = [await page.locator(from).boundingBox(), await page.locator(to).boundingBox()];
  const margin = 24;
  return { x: left.x - margin, y: right.y - margin, width: right.x + right.width - left.x + 2 * margin, height: right.height + 2 * margin };
}

const [program, browser] = await Promise.all([startProgram(), launch()]);
try {
  const { page } = await openPhone(browser, [program.phone, program.base], desk);
  await page.goto(`${program.phone}/phone/`);
  await page.getByRole('button', { name: '联络员' }).click();
  const app = page.frameLocator('iframe[data-person="陈一帆"]:not([hidden])');
  const code = await enterApp(app, program.code('pyxgaj01'));
  await page.getByRole('button', { name: '关注公众号' }).click();
  await page.getByRole('button', { name: '打字' }).click();
  await says(page, `绑定 ${code}`, /绑定成功/);
  await says(page, `上报 ${recipient.name} ${recipient.mobile} 护照办理`, /李/);
  await app.getByRole('link', { name: '今日' }).click();
  await app.getByRole('timer').waitFor();
  await page.evaluate(() => { document.body.style.background = '#ecf2ee'; }); // its shades take as many bytes as the rest
  await page.screenshot({ path: FILE, animations: 'disabled', clip: await around(page, '.who', '#mini') });
} finally {
  await browser.close();
  await program.stop();
}
assert.ok(statSync(FILE).size < MOST_BYTES, `${FILE} has ${statSync(FILE).size} bytes`);
