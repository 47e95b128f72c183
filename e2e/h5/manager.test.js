// A unit's manager: the sections at a glance, a score down to its clause, a deduction appealed, a message read.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { eventually } from '../harness/eventually.js';
import { looks } from '../harness/looks.js';
import { activate, complain, logIn, moves, must, newest, PASSWORD } from '../harness/people.js';
import { deduct } from '../harness/points.js';
import { theWorld } from '../harness/world.js';

const world = theWorld();
const ACCOUNT = 'pyxgaj2023';

async function enter(page) {
  await page.goto(`${world.program.base}/m/pages/login/login`);
  await page.getByLabel(/^账号/).fill(ACCOUNT);
  await page.getByLabel(/^密码/).fill(PASSWORD);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.getByText('县公安局').first().waitFor();
}

test('all sections of the unit at a glance, and one score opened to the clause and its entry', async () => {
  await activate(world.program, ACCOUNT);
  await deduct(world.program, 56);
  await world.program.setClock('2023-09-28T00:30:00+08:00'); // a day has ended: its scores are kept
  await world.phone(async (page) => {
    await enter(page);
    await page.getByRole('link', { name: /出入境管理大队/ }).waitFor();
    await page.getByText(/个科室还有数据没报/).waitFor();
    await looks(page, 'manager-unit');
    await page.getByRole('link', { name: /出入境管理大队/ }).click();
    await page.getByText('日常得分').first().waitFor();
    await page.getByText(/A1\.2\.1/).first().waitFor();
    await page.getByText(/账本第 \d+ 笔/).first().waitFor();
    await looks(page, 'manager-section');
    const closed = page.locator('[role=button][aria-expanded=false]');
    for (let i = 0; i < 12 && await closed.count(); i += 1) await closed.first().click();
    await page.getByText(/附件|第.部分/).first().waitFor();
    await looks(page, 'manager-section-opened');
  });
});

test('the trend is a picture with words, and has every day that has ended', async () => {
  const token = await logIn(world.program, ACCOUNT);
  const days = ['2023-09-27', '2023-09-26'];
  await eventually('the ranks of the day that has ended', async () => {
    const { history } = await must(world.program, 'GET', '/api/v1/board/sections/56', { token });
    return history.length === days.length;
  });
  await world.phone(async (page) => {
    await enter(page);
    await page.goto(`${world.program.base}/m/pages/manager/section?no=56`);
    await page.getByRole('img', { name: /2023-09-26 到 2023-09-27,得分从 40 到 38,下降 2 分/ }).waitFor();
    await page.getByRole('button', { name: '看每天的数字' }).click();
    const shown = page.getByText(/^\d{4}-\d\d-\d\d$/);
    await shown.first().waitFor();
    assert.deepEqual(await shown.allInnerTexts(), days);
    await looks(page, 'manager-trend');
  });
});

test('a deduction says how long it can be appealed, and is appealed', async () => {
  await world.phone(async (page) => {
    await enter(page);
    await page.getByRole('link', { name: '扣分' }).click();
    await page.getByText(/还有 \d+ 天/).first().waitFor();
    await looks(page, 'manager-deductions');
    await page.getByRole('button', { name: '申诉', exact: true }).click();
    await page.getByRole('button', { name: '提交申诉' }).click();
    await page.getByText('请写明理由和依据').waitFor();
    await page.getByLabel(/^申诉理由/).fill('当时窗口人员在隔壁帮助办事群众,有监控录像。');
    await page.getByRole('button', { name: '提交申诉' }).click();
    await page.getByText('申诉中').first().waitFor();
    await looks(page, 'manager-appealed');
  });
  const token = await logIn(world.program, ACCOUNT);
  const { items } = await must(world.program, 'GET', '/api/v1/appeals', { token });
  assert.deepEqual(items.map((one) => one.state), ['open']);
});

test('a message is read with a receipt', async () => {
  await world.phone(async (page) => {
    await enter(page);
    await page.getByRole('link', { name: '消息' }).click();
    const read = page.getByRole('button', { name: '已读' });
    await read.first().waitFor();
    await looks(page, 'manager-notices');
    const unread = await read.count();
    await read.first().click();
    await page.waitForFunction((was) => document.querySelectorAll('uni-button[role=button]').length < was, await page.locator('uni-button[role=button]').count() || unread);
  });
  const token = await logIn(world.program, ACCOUNT);
  const { items } = await must(world.program, 'GET', '/api/v1/notices', { token });
  assert.ok(items.some((one) => one.read_at), 'the receipt is kept');
});

test('the unit handles a complaint from its own page', async () => {
  const office = await activate(world.program, 'review1');
  await complain(world.program, await world.code('出入境管理大队'), '排队两小时没有人叫号。');
  await moves(world.program, (await newest(world.program, office)).id, [[office, 'assign', '请承办']]);
  await world.phone(async (page) => {
    await enter(page);
    await page.getByRole('link', { name: '投诉', exact: true }).click();
    await page.getByRole('link', { name: /出入境管理大队/ }).waitFor();
    await looks(page, 'manager-cases');
    await page.getByRole('link', { name: /出入境管理大队/ }).click();
    await page.getByRole('button', { name: /受理/ }).first().waitFor();
    await looks(page, 'manager-case');
  });
});

test('elder mode stays on the phone over a reload', async () => {
  await world.phone(async (page) => {
    await page.goto(`${world.program.base}/m/`);
    await page.getByRole('button', { name: /换大字版/ }).click();
    await page.locator('.page.elder').first().waitFor();
    await page.reload();
    await page.locator('.page.elder').first().waitFor();
    await page.getByRole('button', { name: '换回普通字号' }).click();
    await page.locator('.page:not(.elder)').first().waitFor();
  });
});
