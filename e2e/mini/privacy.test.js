// WeChat's privacy consent, asked for by the compiled mini-program on the stage.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { eventually } from '../harness/eventually.js';
import { looks } from '../harness/looks.js';
import { photo } from '../harness/people.js';
import { theStage } from './theatre.js';

const stage = theStage();
const guarded = ['chooseImage', 'chooseMedia', 'chooseMessageFile', 'setClipboardData', 'getClipboardData']; // by WeChat, of what the app could call
const uploads = (mini) => mini.sent.filter((one) => one.path === '/api/v1/photos').length;

/** complaining opens a poster's page on a phone that has agreed to nothing yet. */
async function complaining(work) {
  const q = encodeURIComponent(await stage.poster('出入境管理大队'));
  await stage.mini({ person: '周小满', path: 'pages/complain/complain', query: { q }, privacy: 'needed' }, async (mini) => {
    mini.photos = [photo()];
    mini.dialog = mini.page.getByRole('dialog', { name: '隐私保护提示' });
    await mini.page.getByText('出入境管理大队').waitFor();
    await work(mini, mini.page);
  });
}

test('nothing of the phone is touched before the person is asked, and the guide is one tap away', async () => {
  await complaining(async (mini, page) => {
    assert.equal(await mini.dialog.count(), 0, 'nobody is asked for what is not used');
    const called = async () => (await mini.calls()).map((one) => one.name);
    assert.deepEqual((await called()).filter((name) => guarded.includes(name)), []);
    await page.getByText('+ 加照片').click();
    await mini.dialog.waitFor();
    await looks(page, 'mini-privacy');
    assert.equal(uploads(mini), 0, 'the choice waits for the answer');
    await page.getByText('查看隐私保护指引').click();
    await eventually('the guide is opened', async () => (await called()).includes('openPrivacyContract'));
    await mini.dialog.waitFor();
  });
});

test('who agrees goes on with what was begun, and is not asked again', async () => {
  await complaining(async (mini, page) => {
    await page.getByText('+ 加照片').click();
    await page.getByText('同意', { exact: true }).click();
    await page.getByText('已传好').waitFor();
    assert.equal(uploads(mini), 1, 'one tap on the button, one photo');
    await page.getByLabel(/发生了什么/).fill('叫号机坏了半天,没人管。');
    await page.getByText('提交投诉').click();
    await page.getByText('复制投诉编号和查询码').click();
    await page.getByText('已复制').waitFor();
    assert.equal(await mini.dialog.count(), 0);
    assert.match(await page.evaluate(() => globalThis.stage.clipboard), /投诉编号 .+ 查询码 .+/);
  });
});

test('who does not agree is told what still works and how to agree later, and can', async () => {
  await complaining(async (mini, page) => {
    await page.getByText('+ 加照片').click();
    await page.getByText('不同意', { exact: true }).click();
    await page.getByText('不加照片也能提交;想加时再点“加照片”,在弹出的提示里点“同意”').waitFor();
    assert.equal(await mini.dialog.count(), 0);
    assert.equal(uploads(mini), 0);
    await looks(page, 'mini-privacy-declined');
    await page.getByLabel(/发生了什么/).fill('叫号机坏了半天,没人管。');
    await page.getByText('提交投诉').click();
    await page.getByText('已经收到您的投诉').waitFor();

    await page.getByText('复制投诉编号和查询码').click();
    await page.getByText('不同意', { exact: true }).click();
    await page.getByText('没有复制。请抄下或拍下这两个号;想复制时再点一次,在弹出的提示里点“同意”').waitFor();
    assert.equal(await page.evaluate(() => globalThis.stage.clipboard), undefined);
    await page.getByText('复制投诉编号和查询码').click();
    await page.getByText('同意', { exact: true }).click();
    await page.getByText('已复制').waitFor();
  });
});

test('a page that was open before asks as well as the newest', async () => {
  await complaining(async (mini, page) => {
    await page.getByText('查办理进度').click();
    await page.getByText('查询码').first().waitFor();
    await mini.back();
    await page.getByText('+ 加照片').click();
    await page.getByText('同意', { exact: true }).click();
    await page.getByText('已传好').waitFor();
  });
});
