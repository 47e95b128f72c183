// The main paths without a finger or a mouse: Tab, Enter, Space, arrows, Escape and letters.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { looks } from '../harness/looks.js';
import { activate, comesIn, complain, logIn, moves, must, newest, PASSWORD, photo } from '../harness/people.js';
import { deduct } from '../harness/points.js';
import { theWorld } from '../harness/world.js';

const LIAISON = 'pyxgaj01';
const MANAGER = 'pyxgaj2023';
const SECTION = 56; // of both
const MOST_STOPS = 80;

const world = theWorld(async () => {
  await activate(world.program, LIAISON);
  await activate(world.program, MANAGER);
});

/** settled waits until a page that was just turned to has what it loads: what moves under the keys takes the focus away. */
const settled = (page) => page.waitForLoadState('networkidle');

/** here is what has the focus, and whether one can see that it has. */
const here = (page) => page.evaluate(() => {
  const one = document.activeElement;
  const seen = (element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;
  };
  const box = one.closest('.input');
  return { name: one.getAttribute('aria-label') ?? one.textContent.trim(), shown: seen(one) || (box !== null && seen(box)), page: one === document.body };
});

/** tabTo goes on by Tab until what is focused is called so, and sees that one can see where one is. */
async function tabTo(page, name) {
  for (let i = 0; i < MOST_STOPS; i += 1) {
    await page.keyboard.press('Tab');
    const at = await here(page);
    if (!name.test(at.name)) continue;
    assert.ok(at.shown, `${at.name} has focus and does not show it`);
    return;
  }
  assert.fail(`Tab does not come to ${name}`);
}

/** goes presses what is called so. */
async function goes(page, name, key = 'Enter') {
  await tabTo(page, name);
  await page.keyboard.press(key);
}

/** goesRound sees that Tab leaves the page at its end, and that each stop on the way can be seen. */
async function goesRound(page, stops) {
  await page.evaluate(() => document.activeElement.blur());
  const names = [];
  for (let i = 0; i < MOST_STOPS; i += 1) {
    await page.keyboard.press('Tab');
    const at = await here(page);
    if (at.page || (names.length && at.name === names[0])) break;
    assert.ok(at.shown, `${at.name} has focus and does not show it`);
    names.push(at.name);
  }
  assert.ok(names.length < MOST_STOPS, `Tab never comes out again: ${names.join(' ')}`);
  for (const stop of stops) assert.ok(names.some((name) => stop.test(name)), `${stop} is not on the way: ${names.join(' | ')}`);
}

test('a citizen complains by keyboard, and looks at the photo', async () => {
  await world.phone(async (page) => {
    await page.goto(await world.poster('出入境管理大队'));
    await page.getByText('出入境管理大队').waitFor();
    await settled(page);
    await goesRound(page, [/发生了什么/, /加照片/, /^姓名/, /^手机号/, /^服务问题/, /^提交投诉/, /^查办理进度/, /^大字版/]);
    await tabTo(page, /发生了什么/);
    await page.keyboard.type('轮椅进不了大厅的门。');
    const chooser = page.waitForEvent('filechooser');
    await goes(page, /加照片/);
    await (await chooser).setFiles([{ name: 'door.png', mimeType: 'image/png', buffer: photo().bytes }]);
    await page.getByText('已传好').waitFor();
    await tabTo(page, /^服务问题/);
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.getByRole('radio', { name: /打击报复/ }).getAttribute('aria-checked'), 'true', 'an arrow chooses the next');
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.getByRole('radio', { name: /服务问题/ }).getAttribute('aria-checked'), 'true', 'and goes round');
    await goes(page, /^提交投诉/);
    await page.getByText('已经收到您的投诉').waitFor();
    await settled(page);
    await goes(page, /^记在这部手机上/, 'Space');
    await goes(page, /^查办理进度/);
    await page.getByText('轮椅进不了').waitFor();
    await settled(page);
    await goes(page, /^放大照片 1/);
    const large = page.getByRole('dialog', { name: '放大的照片' });
    await large.waitFor();
    assert.equal((await here(page)).name, '关闭');
    await looks(page, 'citizen-photo-large');
    await page.keyboard.press('Escape');
    await large.waitFor({ state: 'detached' });
    assert.match((await here(page)).name, /^放大照片 1/, 'the focus is back');
  });
});

test('a liaison logs in and reports by keyboard', async () => {
  await world.phone(async (page) => {
    await page.goto(`${world.program.base}/m/`);
    await page.getByText('工作人员').waitFor();
    await goes(page, /^登录$/);
    await page.getByText('工作人员登录').waitFor();
    await settled(page);
    await tabTo(page, /^账号(?!和)/);
    await page.keyboard.type(LIAISON);
    await tabTo(page, /^密码/);
    await page.keyboard.type(PASSWORD);
    await goes(page, /^登录$/);
    await page.getByText('出入境管理大队').waitFor();
    await settled(page);
    await goes(page, /^报一条$/);
    await page.getByText('报一条服务').waitFor();
    await settled(page);
    await tabTo(page, /^办了什么事/);
    await page.keyboard.type('护照办理');
    await goes(page, /^许可$/, 'Space');
    await goes(page, /^别的日子$/);
    await page.getByRole('button', { name: '上个月' }).waitFor();
    await tabTo(page, /^9月26日/);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '上个月' }).waitFor({ state: 'detached' });
    assert.match((await here(page)).name, /^别的日子/, 'the focus is where the sheet was opened');
    await tabTo(page, /^服务对象姓名/);
    await page.keyboard.type('李小红');
    await tabTo(page, /^服务对象手机号/);
    await page.keyboard.type('13800000012');
    await goes(page, /^提交$/);
    await page.getByText('已收下').waitFor();
  });
});

test('a dialog takes the focus, keeps it, and is left by Escape with nothing done', async () => {
  const nils = async () => (await must(world.program, 'GET', '/api/v1/nil-reports', { token: await logIn(world.program, LIAISON) })).items.length;
  await world.program.setClock('2023-09-28T09:00:00+08:00'); // a day without a record yet
  await world.phone(async (page) => {
    await comesIn(page, world.program, LIAISON);
    await page.goto(`${world.program.base}/m/pages/liaison/duty`);
    await page.getByRole('timer').waitFor();
    await settled(page);
    await goes(page, /零报告$/);
    const dialog = page.getByRole('alertdialog');
    await dialog.waitFor();
    assert.equal((await here(page)).name, '取消', 'the focus is on the answer that changes nothing');
    await looks(page, 'liaison-nil-dialog');
    await page.keyboard.press('Tab');
    assert.equal((await here(page)).name, '确认没有');
    await page.keyboard.press('Tab');
    assert.equal((await here(page)).name, '取消', 'Tab stays among the answers');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    assert.match((await here(page)).name, /零报告$/, 'the focus is back');
    assert.equal(await nils(), 0);
    await page.keyboard.press('Enter');
    await dialog.waitFor();
    await goes(page, /^确认没有$/);
    await page.getByText('已零报告').first().waitFor();
  });
  assert.equal(await nils(), 1);
});

test('a manager looks into a score, appeals, handles a complaint, reads a message and logs out by keyboard', async () => {
  await deduct(world.program, SECTION);
  const office = await activate(world.program, 'review1');
  await complain(world.program, await world.code('出入境管理大队'), '排队两小时没有人叫号。');
  await moves(world.program, (await newest(world.program, office)).id, [[office, 'assign', '请承办']]);
  await world.phone(async (page) => {
    await page.goto(`${world.program.base}/m/pages/login/login`);
    await page.getByText('工作人员登录').waitFor();
    await settled(page);
    await tabTo(page, /^账号(?!和)/);
    await page.keyboard.type(MANAGER);
    await tabTo(page, /^密码/);
    await page.keyboard.type(PASSWORD);
    await goes(page, /^登录$/);
    await page.getByText('县公安局').first().waitFor();
    await settled(page);

    await tabTo(page, /^全部科室$/);
    await page.keyboard.press('ArrowRight');
    assert.match((await here(page)).name, /^没报的/);
    await page.keyboard.press('ArrowLeft');
    await goes(page, /^出入境管理大队/);
    await page.getByText('怎么算出来的').waitFor();
    await settled(page);
    await goesRound(page, [/^返回$/, /看每天的数字/, /日常/]);
    await goes(page, /看每天的数字/);
    await page.getByText('2023-09-26', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('2023-09-26', { exact: true }).waitFor({ state: 'detached' });
    await tabTo(page, /^\+.*监督检查/);
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-expanded')), 'true');
    await page.keyboard.press('Escape');
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-expanded')), 'false');
    await goes(page, /^返回$/);
    await page.getByRole('link', { name: '扣分' }).waitFor();
    await settled(page);

    await goes(page, /^扣分$/);
    await page.getByText(/还有 \d+ 天/).first().waitFor();
    await settled(page);
    await goes(page, /^申诉$/);
    await tabTo(page, /^申诉理由/);
    await page.keyboard.type('当时窗口人员在隔壁帮助办事群众。');
    await page.keyboard.press('Escape');
    assert.match(await page.getByLabel(/^申诉理由/).inputValue(), /隔壁/, 'Escape takes no words away');
    await goes(page, /^提交申诉$/);
    await page.getByText('申诉中').first().waitFor();

    await goes(page, /^投诉$/);
    await page.getByText('排队两小时').waitFor();
    await settled(page);
    await goes(page, /^出入境管理大队/);
    await page.getByText('办理过程').first().waitFor();
    await settled(page);
    await goes(page, /^受理$/);
    await page.getByRole('button', { name: '答复', exact: true }).waitFor();
    await goes(page, /^返回$/);
    await page.getByRole('link', { name: '消息' }).waitFor();
    await settled(page);

    await goes(page, /^消息$/);
    await page.getByRole('button', { name: '已读' }).first().waitFor();
    await settled(page);
    const unread = await page.getByRole('button', { name: '已读' }).count();
    await goes(page, /^已读$/);
    await page.waitForFunction((was) => document.querySelectorAll('.unread').length === was - 1, unread);

    await goes(page, /^我的$/);
    await page.getByText('微信提醒').waitFor();
    await settled(page);
    await goes(page, /^退出登录$/);
    await page.getByRole('alertdialog').waitFor();
    assert.ok(await page.evaluate(() => localStorage.getItem('session')), 'the key that opens a dialog does not answer it');
    await goes(page, /^退出$/);
    await page.getByText('我要投诉、提意见').waitFor();
    assert.equal(await page.evaluate(() => localStorage.getItem('session')), null);
  });
});
