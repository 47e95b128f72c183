// A unit's manager: the sections at a glance, a score down to its clause, a deduction appealed, a message read.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { eventually } from '../harness/eventually.js';
import { looks } from '../harness/looks.js';
import { activate, comesIn, complain, logIn, moves, must, newest, PASSWORD } from '../harness/people.js';
import { deduct, post } from '../harness/points.js';
import { theWorld } from '../harness/world.js';

const ACCOUNT = 'pyxgaj2023';
const SECTION = 56; // of its unit

const world = theWorld(async () => {
  await activate(world.program, ACCOUNT);
  await activate(world.program, 'review1');
  await deduct(world.program, SECTION);
  await world.program.setClock('2023-09-28T00:30:00+08:00'); // a day has ended: its scores are kept
});

/** enter opens a page of the manager's, who is logged in on the phone. */
async function enter(page, path = 'manager/unit') {
  await comesIn(page, world.program, ACCOUNT);
  await page.goto(`${world.program.base}/m/pages/${path}`);
}

test('all sections of the unit at a glance, and one score opened to the clause and its entry', async () => {
  await world.phone(async (page) => {
    await page.goto(`${world.program.base}/m/pages/login/login`);
    await page.getByLabel(/^账号/).fill(ACCOUNT);
    await page.getByLabel(/^密码/).fill(PASSWORD);
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.getByText('县公安局').first().waitFor();
    await page.getByRole('link', { name: /出入境管理大队/ }).waitFor();
    await page.getByText(/个科室还有数据没报/).waitFor();
    await page.getByRole('link', { name: /出入境管理大队/ }).click();
    await page.getByText('日常得分').first().waitFor();
    await page.getByText(/A1\.2\.1/).first().waitFor();
    await page.getByText(/账本第 \d+ 笔/).first().waitFor();
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
    const { history } = await must(world.program, 'GET', `/api/v1/board/sections/${SECTION}`, { token });
    return history.length === days.length;
  });
  await world.phone(async (page) => {
    await enter(page, `manager/section?no=${SECTION}`);
    await page.getByRole('img', { name: /2023-09-26 到 2023-09-27,得分从 40 到 38,下降 2 分/ }).waitFor();
    await page.getByRole('button', { name: '看每天的数字' }).click();
    const shown = page.getByText(/^\d{4}-\d\d-\d\d$/);
    await shown.first().waitFor();
    assert.deepEqual(await shown.allInnerTexts(), days);
    await looks(page, 'manager-trend');
  });
});

test('a deduction says how long it can be appealed, is appealed, and says what came of it', async () => {
  const late = { kind: 'deduction', section: SECTION, clause: 'A1.2.1', points: '1', on: '2023-09-27', reason: '上班时间串岗' };
  await post(world.program, [late], [await logIn(world.program, 'committee1'), await logIn(world.program, 'committee2')]);
  const [token, office] = [await logIn(world.program, ACCOUNT), await logIn(world.program, 'review1')];
  const appeals = async () => (await must(world.program, 'GET', '/api/v1/appeals', { token })).items;
  await world.phone(async (page) => {
    await enter(page, 'manager/deductions');
    await page.getByText(/还有 \d+ 天/).first().waitFor();
    const open = page.getByRole('button', { name: '申诉', exact: true });
    assert.equal(await open.count(), 2);
    await open.first().click();
    await page.getByRole('button', { name: '提交申诉' }).click();
    await page.getByText('请写明理由和依据').waitFor();
    await page.getByLabel(/^申诉理由/).fill('当时窗口人员在隔壁帮助办事群众,有监控录像。');
    await page.getByRole('button', { name: '提交申诉' }).click();
    await page.getByText('申诉中').first().waitFor();
    await open.nth(1).waitFor({ state: 'detached' }); // once each
    await looks(page, 'manager-appealed');
    await open.click();
    await page.getByLabel(/^申诉理由/).fill('当天有请假手续。');
    await page.getByRole('button', { name: '提交申诉' }).click();
    await page.getByRole('button', { name: '先不申诉' }).waitFor({ state: 'detached' }); // it is handed in

    const [first, second] = (await appeals()).sort((one, other) => one.id - other.id);
    assert.deepEqual([first.state, second.state], ['open', 'open']);
    await must(world.program, 'POST', `/api/v1/appeals/${first.id}/decision`, { token: office, body: { uphold: true, text: '录像属实' } });
    await must(world.program, 'POST', `/api/v1/appeals/${second.id}/decision`, { token: office, body: { uphold: false, text: '请假在后' } });
    await page.reload();
    await page.getByText(/申诉成立/).first().waitFor();
    await page.getByText(/申诉未成立/).first().waitFor();
    await looks(page, 'manager-appeals-decided');
  });
  assert.deepEqual((await appeals()).map((one) => one.state).sort(), ['rejected', 'upheld']);
});

test('messages are unread until they are read, and stay so', async () => {
  await world.phone(async (page) => {
    await enter(page, 'me/notices');
    const [unread, button] = [page.locator('.unread'), page.getByRole('button', { name: '已读' })];
    await unread.first().waitFor();
    const before = await unread.count();
    assert.ok(before > 1);
    assert.equal(await button.count(), before, 'what is unread can be read');
    const said = await unread.first().locator('.said').innerText();
    await button.first().click();
    await page.waitForFunction((was) => document.querySelectorAll('.unread').length === was - 1, before);
    await page.reload();
    await unread.first().waitFor();
    assert.equal(await unread.count(), before - 1, 'over a reload');
    assert.equal(await page.locator('.card:not(.unread) .said').first().innerText(), said);
    await looks(page, 'manager-notices-read');
  });
  const { items } = await must(world.program, 'GET', '/api/v1/notices', { token: await logIn(world.program, ACCOUNT) });
  assert.equal(items.filter((one) => one.read_at).length, 1, 'the sender sees which');
});

test('the unit handles a complaint from its own page, up to the answer', async () => {
  const office = await logIn(world.program, 'review1');
  await complain(world.program, await world.code('出入境管理大队'), '排队两小时没有人叫号。');
  const { id } = await newest(world.program, office);
  await moves(world.program, id, [[office, 'assign', '请承办']]);
  await world.phone(async (page) => {
    await enter(page);
    await page.getByRole('link', { name: '投诉', exact: true }).click();
    await page.getByRole('link', { name: /出入境管理大队/ }).click();
    await page.getByRole('button', { name: '受理', exact: true }).click();
    await page.getByRole('button', { name: '答复', exact: true }).click();
    await page.getByRole('button', { name: '提交“答复”' }).click();
    await page.getByText('请填写答复。').waitFor();
    await page.getByLabel(/^答复/).fill('已增开一个窗口,并向您致歉。');
    await page.getByRole('button', { name: '提交“答复”' }).click();
    await page.getByText('已增开一个窗口').waitFor();
    await looks(page, 'manager-case-answered');
  });
  assert.equal((await must(world.program, 'GET', `/api/v1/complaints/${id}`, { token: office })).state, 'answered');
});
