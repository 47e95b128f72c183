// A citizen at a counter: the poster, the complaint, the receipt, and what comes of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { looks } from '../harness/looks.js';
import { activate, must, photo } from '../harness/people.js';
import { theWorld } from '../harness/world.js';

const world = theWorld();
const COUNTER = '出入境管理大队';

const fileOf = ({ name, type, bytes }) => ({ name, mimeType: type, buffer: bytes });

test('a complaint goes from the poster to the receipt, and back again because it was not solved', async () => {
  const office = await activate(world.program, 'review1');
  const liaison = await activate(world.program, 'pyxgaj01');
  await world.phone(async (page) => {
    await page.goto(await world.poster(COUNTER));
    await page.getByText(COUNTER).waitFor();
    await page.getByText('县公安局').waitFor();
    await looks(page, 'citizen-complain');

    await page.getByRole('button', { name: '提交投诉' }).click();
    await page.getByText('至少 5 个字').waitFor();
    await looks(page, 'citizen-complain-empty');

    await page.getByRole('textbox', { name: /发生了什么/ }).fill('周三上午在窗口等了两个小时,没有人叫号。');
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: '加照片' }).click();
    await (await chooser).setFiles([fileOf(photo())]);
    await page.getByText('已传好').waitFor();

    await page.getByLabel(/手机号/).fill('13800');
    await page.getByRole('button', { name: '提交投诉' }).click();
    await page.getByRole('alert').first().waitFor();
    await looks(page, 'citizen-complain-wrong-number');
    await page.getByLabel(/手机号/).fill('13800000014');
    await page.getByRole('button', { name: '提交投诉' }).click();
    await page.getByText('已经收到您的投诉').waitFor();
    await looks(page, 'citizen-receipt-once');

    await page.getByRole('button', { name: '记在这部手机上' }).click();
    await page.getByRole('button', { name: '查办理进度' }).click();
    await page.getByText('办理过程').waitFor();
    await page.getByText('等了两个小时').waitFor();
    await page.getByRole('img', { name: '照片 1' }).waitFor();
    await looks(page, 'citizen-receipt');

    await handle(office, liaison, '窗口当天停电,已向您致歉,增设了叫号员。');
    await page.getByRole('button', { name: '刷新' }).click();
    await page.getByText('已向您致歉').waitFor();
    await looks(page, 'citizen-answered');

    await page.getByRole('button', { name: '没解决' }).click();
    await page.getByRole('button', { name: '提交', exact: true }).click();
    await page.getByText('请写明哪里没有解决').waitFor();
    await page.getByRole('textbox', { name: /哪里没有解决/ }).fill('昨天去还是没有人叫号。');
    await page.getByRole('button', { name: '提交', exact: true }).click();
    await page.getByText('评价:没解决').waitFor();
    await looks(page, 'citizen-reopened');
  });
  const [reopened] = (await must(world.program, 'GET', '/api/v1/complaints', { token: office })).items;
  assert.equal(reopened.state, 'reopened');
});

/** handle takes the newest complaint to its answer, by the doors of those who do that. */
async function handle(office, liaison, answer) {
  const [{ id }] = (await must(world.program, 'GET', '/api/v1/complaints', { token: office })).items;
  for (const [token, body] of [
    [office, { move: 'assign', text: '请承办' }], [liaison, { move: 'accept', text: '已受理' }], [liaison, { move: 'answer', text: answer }],
  ]) {
    const { version } = await must(world.program, 'GET', `/api/v1/complaints/${id}`, { token });
    await must(world.program, 'POST', `/api/v1/complaints/${id}/moves`, { token, body: { ...body, version } });
  }
}

test('a complaint whose answer was lost is sent again and is one complaint', async () => {
  const office = await must(world.program, 'POST', '/api/v1/sessions', { body: { account: 'review1', password: 'sunny-river-92x' } }).then((got) => got.token);
  const count = async () => (await must(world.program, 'GET', '/api/v1/complaints', { token: office })).items.length;
  const before = await count();
  await world.phone(async (page) => {
    await page.goto(await world.poster(COUNTER));
    await page.getByRole('textbox', { name: /发生了什么/ }).fill('窗口的人让我明天再来。');
    let lost = 0;
    await page.route('**/api/v1/complaints', async (route) => {
      if (lost++) return route.continue();
      await route.fetch(); // the program has it
      return route.abort('connectionreset'); // the phone does not know
    });
    await page.getByRole('button', { name: '提交投诉' }).click();
    await page.getByRole('alert').filter({ hasText: /网络|没有收到|连接/ }).waitFor();
    await looks(page, 'citizen-complain-lost');
    await page.getByRole('button', { name: '提交投诉' }).click();
    await page.getByText('已经收到您的投诉').waitFor();
    assert.equal(lost, 2);
  });
  assert.equal(await count(), before + 1);
});

for (const [name, address, sentence] of [
  ['a code that nobody issued', 'NO-SUCH-CODE', /没有|不对|无效|核对/],
]) {
  test(`${name} says what to do`, async () => {
    await world.phone(async (page) => {
      await page.goto(`${world.program.base}/c/${address}`);
      await page.getByRole('alert').filter({ hasText: sentence }).waitFor();
      await looks(page, 'citizen-code-unknown');
      await page.getByRole('button', { name: /去首页.*填编号/ }).click();
      await page.getByText('我要投诉、提意见').waitFor();
      await looks(page, 'home');
    });
  });
}

test('a code that was replaced says so and what to do', async () => {
  const manager = await activate(world.program, 'pyxgaj2023');
  const old = await world.poster(COUNTER);
  await must(world.program, 'POST', '/api/v1/sections/56/codes', { token: manager, body: { reason: '海报破损,重新张贴' } });
  await world.phone(async (page) => {
    await page.goto(old);
    await page.getByRole('alert').filter({ hasText: /更换|换了|新/ }).waitFor();
    await looks(page, 'citizen-code-replaced');
  });
});

test('who has kept a receipt elsewhere follows it by number and password, and a wrong password opens nothing', async () => {
  let receipt, secret;
  const other = await world.poster('固定资产投资科');
  await world.phone(async (page) => {
    await page.goto(other);
    await page.getByRole('textbox', { name: /发生了什么/ }).fill('材料要了三遍。');
    await page.getByRole('button', { name: '提交投诉' }).click();
    await page.getByText('已经收到您的投诉').waitFor();
    [receipt, secret] = await page.locator('.paper').allInnerTexts();
  });
  await world.phone(async (page) => {
    await page.goto(`${world.program.base}/m/pages/receipt/receipt`);
    await page.getByRole('textbox', { name: /投诉编号/ }).fill(receipt);
    await page.getByRole('textbox', { name: /查询码/ }).fill('AAAA-AAAA');
    await page.getByRole('button', { name: '查看' }).click();
    await page.getByRole('alert').first().waitFor();
    await looks(page, 'receipt-wrong-secret');
    await page.getByRole('textbox', { name: /查询码/ }).fill(secret);
    await page.getByRole('button', { name: '查看' }).click();
    await page.getByText('材料要了三遍').waitFor();
    const kept = await page.evaluate(() => JSON.stringify(Object.entries(localStorage)));
    assert.ok(!kept.includes(secret) && !kept.includes('材料'), 'a receipt is kept only where the person says so');
  });
});

