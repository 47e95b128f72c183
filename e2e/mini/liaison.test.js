// The compiled mini-program in a liaison's hand, on the stage.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { activate, logIn, must, PASSWORD, recipient } from '../harness/people.js';
import { theStage } from './theatre.js';

const stage = theStage();
const LOGIN = 'pages/login/login';

test('an unbound WeChat logs in by account, sees the countdown, reports with the suggestion, and withdraws', async () => {
  await activate(stage.program, 'pyxgaj01');
  await stage.mini({ person: '陈一帆', path: LOGIN }, async (mini) => {
    const { page } = mini;
    await page.getByText('这个微信还没有绑定账号').waitFor();
    await stage.shoot(mini, 'mini-login');
    await page.getByLabel(/^账号/).fill('pyxgaj01');
    await page.getByLabel(/^密码/).fill(PASSWORD);
    await page.getByText('登录', { exact: true }).last().click();
    await page.getByText('出入境管理大队').waitFor();
    assert.match(await page.locator('[role=timer]').first().innerText(), /小时/);
    await stage.shoot(mini, 'mini-liaison-duty');
    await page.getByText('报一条', { exact: true }).first().click();
    await page.getByLabel(/^办了什么事/).fill('为儿子办理健康证');
    await page.getByText(/^改成/).click();
    await page.getByText('用语合规').waitFor();
    await page.getByText('许可', { exact: true }).click();
    await page.getByLabel(/^服务对象姓名/).fill(recipient.name);
    await page.getByLabel(/^服务对象手机号/).fill('1380');
    await page.getByText('提交', { exact: true }).click();
    await page.getByText('手机号是 1 开头的 11 位数字').waitFor();
    await page.getByLabel(/^服务对象手机号/).fill(recipient.mobile);
    await page.getByText('提交', { exact: true }).click();
    await page.getByText('已收下').waitFor();
    await stage.shoot(mini, 'mini-liaison-report');
    await mini.back();
    await page.getByText('记录', { exact: true }).click();
    await page.getByText('撤回', { exact: true }).first().click();
    await page.getByLabel(/^撤回原因/).fill('报错了人');
    await page.getByText('确认撤回').click();
    await page.getByText('已撤回').waitFor();
    await stage.shoot(mini, 'mini-liaison-records');
  });
});

test('a binding code binds the WeChat, and the next visit needs neither account nor password', async () => {
  await stage.mini({ person: '陈一帆', path: LOGIN }, async (mini) => {
    await mini.page.getByText('这个微信还没有绑定账号').waitFor();
    await mini.page.getByLabel(/^绑定码/).fill(stage.program.bindingCode('陈一帆'));
    await mini.page.getByText('绑定并登录').click();
    await mini.page.getByText('固定资产投资科').waitFor();
  });
  await stage.mini({ person: '陈一帆', path: LOGIN }, async (mini) => {
    await mini.page.getByText('固定资产投资科').waitFor();
    assert.ok((await mini.calls()).some((call) => call.name === 'login'));
  });
});

test('a record whose answer is lost stays on the phone and goes again with the same key, stored once', async () => {
  const records = async () => (await must(stage.program, 'GET', '/api/v1/records', { token: await logIn(stage.program, 'pyxgaj01') })).items.length;
  const before = await records();
  const { token, account } = await must(stage.program, 'POST', '/api/v1/sessions', { body: { account: 'pyxgaj01', password: PASSWORD } });
  const session = { token, account };
  await stage.mini({ person: '陈一帆', path: 'pages/liaison/report', storage: { session } }, async (mini) => {
    const { page } = mini;
    mini.lost = /records$/;
    await page.getByLabel(/^办了什么事/).fill('护照换发');
    await page.getByText('许可', { exact: true }).click();
    await page.getByLabel(/^服务对象姓名/).fill('赵小满');
    await page.getByLabel(/^服务对象手机号/).fill('13800000015');
    await page.getByText('提交', { exact: true }).click();
    await page.getByText('留在本机').waitFor();
    assert.match((await mini.storage()).unsent, /护照换发/);
    await page.evaluate(() => globalThis.wx.reLaunch({ url: '/pages/liaison/duty' }));
    await page.waitForFunction(() => globalThis.stageStore().unsent === undefined);
    const keys = mini.sent.filter((one) => one.path === '/api/v1/records' && one.method === 'POST').map((one) => one.headers['idempotency-key'] ?? one.headers['Idempotency-Key']);
    assert.equal(keys.length, 2);
    assert.equal(keys[0], keys[1]);
  });
  assert.equal(await records(), before + 1);
});
