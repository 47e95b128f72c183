// The phone page of the demo: the chat with the official account, and the app beside it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { activate, PASSWORD } from './harness/people.js';
import { theWorld } from './harness/world.js';

const world = theWorld();
const desk = { viewport: { width: 1600, height: 1000 }, isMobile: false, hasTouch: false, deviceScaleFactor: 1 };

const names = { 市民: '周小满', 联络员: '陈一帆', 管理员: '林知远' };

/** phonePage opens the page as one of its people; the app is that person's own frame. */
function phonePage(person, work) {
  return world.phone(async (page) => {
    await page.goto(`${world.program.phone}/phone/`);
    await page.getByRole('button', { name: person }).first().click();
    const frame = page.locator(`iframe[data-person="${names[person]}"]:not([hidden])`);
    await frame.waitFor(); // the page is the person's once their frame is in front
    const app = frame.contentFrame();
    await app.getByRole('main').waitFor();
    await work({ page, app, frame, chat: page.locator('#chat') });
  }, desk);
}

/** follows is the first thing to do in a chat. */
const follows = (page) => page.getByRole('button', { name: '关注公众号' }).click();

/** says sends a message of the person's to the account. */
async function says(page, text) {
  const typing = page.getByRole('button', { name: '打字' });
  await typing.or(page.getByLabel('消息', { exact: true })).first().waitFor();
  if (await typing.count()) await typing.click();
  await page.getByLabel('消息', { exact: true }).fill(text);
  await page.getByRole('button', { name: '发送', exact: true }).click();
}

test('each person has a phone: who logs in on one is not logged in on the next', async () => {
  const origins = [];
  for (const person of ['市民', '联络员', '管理员']) {
    await phonePage(person, async ({ frame }) => {
      origins.push(new URL(await frame.getAttribute('src')).origin);
    });
  }
  assert.equal(new Set(origins).size, 3, origins.join(' '));
});

test('scanning a section’s poster opens the complaint page in the citizen’s own frame', async () => {
  await phonePage('市民', async ({ page, app }) => {
    await page.getByRole('button', { name: /出入境管理大队/ }).click();
    await app.getByText('您要投诉的科室').waitFor();
    await app.getByText('出入境管理大队').waitFor();
  });
});

test('scanning the account’s code in the chat offers the section’s page, which opens in the person’s own frame', async () => {
  await phonePage('市民', async ({ page, app, chat }) => {
    await page.getByRole('button', { name: /section-8/ }).click();
    await chat.locator('.bubble .link').first().click();
    await app.getByText('固定资产投资科').waitFor();
    await says(page, '取消');
    await chat.getByText(/取消/).last().waitFor();
  });
});

test('the menu’s 我要投诉 leads into the app, and the receipt from there is followed in the chat', async () => {
  const code = await world.code('出入境管理大队');
  await phonePage('市民', async ({ page, app, chat }) => { // who follows the account by having scanned its code
    await page.getByRole('button', { name: '我要投诉', exact: true }).click();
    await says(page, code);
    await chat.locator('.bubble', { hasText: '出入境管理大队' }).locator('.link').click();
    await app.getByText('出入境管理大队').waitFor();
    await app.getByRole('textbox', { name: /发生了什么/ }).fill('取号机坏了,没有人管。');
    await app.getByRole('button', { name: '提交投诉' }).click();
    await app.getByText('已经收到您的投诉').waitFor();
    const [receipt, secret] = await app.locator('.paper').allInnerTexts();

    await says(page, '退出');
    await page.getByRole('button', { name: '菜单' }).click();
    await page.getByRole('button', { name: '查投诉', exact: true }).click();
    await says(page, `${receipt} ${secret}`);
    await chat.getByText(/待交办|已收到|交办/).last().waitFor();
  });
});

test('a newcomer binds by the greeting’s code and is answered as the liaison that they are', async () => {
  await phonePage('联络员', async ({ page, chat }) => {
    await follows(page);
    await says(page, `绑定 ${world.program.bindingCode('陈一帆')}`);
    await chat.getByText(/绑定成功|已绑定/).first().waitFor();
    await page.getByRole('button', { name: '菜单' }).click();
    await page.getByRole('button', { name: /查询/ }).click();
    await page.getByRole('button', { name: '待报', exact: true }).click();
    await chat.getByText(/固定资产投资科/).last().waitFor();
  });
});

test('a binding code of the app’s 我的 binds the chat', async () => {
  await activate(world.program, 'pyxgaj2023');
  await phonePage('管理员', async ({ page, app, chat }) => {
    await app.getByRole('button', { name: '登录', exact: true }).click();
    await app.getByLabel(/^账号/).fill('pyxgaj2023');
    await app.getByLabel(/^密码/).fill(PASSWORD);
    await app.getByRole('button', { name: '登录', exact: true }).click();
    await app.getByText('县公安局').first().waitFor();
    await app.getByRole('link', { name: '我的' }).click();
    await app.getByRole('button', { name: '取绑定码' }).click();
    const code = await app.locator('.code').innerText();
    await follows(page);
    await says(page, `绑定 ${code}`);
    await chat.getByText(/绑定成功|已绑定/).first().waitFor();
    await page.getByRole('button', { name: '菜单' }).click();
    await page.getByRole('button', { name: '今日报送', exact: true }).click();
    await chat.getByText(/出入境管理大队/).last().waitFor();
  });
});
