// The compiled mini-program in a citizen's hand, on the stage: docs/miniprogram-tests.md says what that does not prove.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { activate, logIn, must, newest, photo } from '../harness/people.js';
import { theStage } from './theatre.js';

const stage = theStage();

test('a scanned poster opens the complaint page; the complaint goes out with its photo, and comes back by its receipt', async () => {
  const office = await activate(stage.program, 'review1');
  const poster = await stage.poster('出入境管理大队');
  await stage.mini({ person: '周小满', path: 'pages/complain/complain', query: { q: encodeURIComponent(poster) } }, async (mini) => {
    const { page } = mini;
    await page.getByText('出入境管理大队').waitFor();
    await stage.shoot(mini, 'mini-citizen-complain');
    await page.getByText('提交投诉').click();
    await page.getByText('至少 5 个字').waitFor();
    await page.getByLabel(/发生了什么/).fill('叫号机坏了半天,没人管。');
    mini.photos = [photo()];
    await page.getByText('+ 加照片').click();
    await page.getByText('已传好').waitFor();
    await page.getByText('提交投诉').click();
    await page.getByText('已经收到您的投诉').waitFor();
    await stage.shoot(mini, 'mini-citizen-receipt');
    await page.getByText('记在这部手机上').click();
    await page.getByText('查办理进度').click();
    await page.getByText('叫号机坏了半天').waitFor();
    await stage.shoot(mini, 'mini-citizen-progress');
    const sent = mini.sent.find((one) => one.path === '/api/v1/complaints');
    assert.match(sent.headers['idempotency-key'] ?? sent.headers['Idempotency-Key'], /^[0-9a-f]{32}$/);
    assert.equal(JSON.parse(sent.body).channel, 'mini_program');
    assert.equal(JSON.parse(sent.body).photos.length, 1);
  });
  assert.equal((await newest(stage.program, office)).state, 'received');
});

test('an answer that is lost on the way loses nothing: the complaint is sent again and is one', async () => {
  const office = await logIn(stage.program, 'review1');
  const count = async () => (await must(stage.program, 'GET', '/api/v1/complaints', { token: office })).items.length;
  const before = await count();
  await stage.mini({ person: '周小满', path: 'pages/complain/complain', query: { q: encodeURIComponent(await stage.poster('出入境管理大队')) } }, async (mini) => {
    const { page } = mini;
    await page.getByLabel(/发生了什么/).fill('排到我就下班了。');
    mini.lost = /complaints$/;
    await page.getByText('提交投诉').click();
    await page.getByText('正在自动重发').waitFor();
    await page.getByText('已经收到您的投诉').waitFor(); // nobody has tapped again
    const keys = mini.sent.filter((one) => one.path === '/api/v1/complaints').map((one) => one.headers['idempotency-key'] ?? one.headers['Idempotency-Key']);
    assert.equal(keys.length, 2);
    assert.equal(keys[0], keys[1]);
  });
  assert.equal(await count(), before + 1);
});

test('an unknown code says what to do', async () => {
  await stage.mini({ person: '周小满', path: 'pages/complain/complain', query: { q: encodeURIComponent('https://wanping.example/c/NO-SUCH-CODE') } }, async (mini) => {
    await mini.page.locator('[role=alert]').first().waitFor();
    await mini.page.getByText(/去首页.*填编号/).click();
    await mini.page.getByText('我要投诉、提意见').waitFor();
    await stage.shoot(mini, 'mini-home');
  });
});

test('letters are as large as WeChat is set to', async () => {
  await stage.mini({ person: '周小满', path: 'pages/home/home', fontSize: 24 }, async ({ page }) => { // one and a half times the usual
    await page.getByText('我要投诉、提意见').waitFor();
    assert.equal(await page.locator('.page').first().evaluate((one) => getComputedStyle(one).fontSize), '24px');
  });
});
