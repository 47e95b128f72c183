// What goes again by itself, is corrected, was missed, or has been on the phone for too long.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { looks } from '../harness/looks.js';
import { activate, comesIn, complain, logIn, moves, must, newest, submit } from '../harness/people.js';
import { theWorld } from '../harness/world.js';

const world = theWorld(prepare);
const COUNTER = '出入境管理大队';
const LIAISON = 'pyxgaj01';
const MANAGER = 'pyxgaj2023';

async function prepare() {
  await activate(world.program, LIAISON);
  await activate(world.program, MANAGER);
  await activate(world.program, 'review1');
}

/** losing lets the program have what a page posts to a path, and the page no answer, as long as it is lost. */
async function losing(page, path) {
  const line = { lost: true, sent: [] };
  await page.route(path, async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    line.sent.push({ key: route.request().headers()['idempotency-key'], body: route.request().postData() });
    if (!line.lost) return route.continue();
    await route.fetch();
    return route.abort('connectionreset');
  });
  return line;
}

const records = async () => (await must(world.program, 'GET', '/api/v1/records', { token: await logIn(world.program, LIAISON) })).items;
const open = (page, path) => page.goto(`${world.program.base}/m/pages/${path}`);

test('a unit’s answer to a complaint whose reply is lost goes again by itself, and is said once', async () => {
  const office = await logIn(world.program, 'review1');
  await complain(world.program, await world.code(COUNTER), '排队两小时没有人叫号。');
  const { id } = await newest(world.program, office);
  await moves(world.program, id, [[office, 'assign', '请承办'], [await logIn(world.program, LIAISON), 'accept', '已受理']]);
  await world.phone(async (page) => {
    await comesIn(page, world.program, MANAGER);
    await open(page, `manager/case?id=${id}`);
    await page.getByRole('button', { name: '答复', exact: true }).click();
    await page.getByRole('textbox', { name: /^答复/ }).fill('已经整改,增设了叫号员。');
    const line = await losing(page, '**/moves');
    await page.getByRole('button', { name: '提交“答复”' }).click();
    await page.getByText('正在自动重发').waitFor();
    await looks(page, 'manager-case-lost');
    line.lost = false; // and nobody taps again
    await page.getByText('已答复').first().waitFor();
    assert.ok(line.sent.length > 1);
    assert.equal(new Set(line.sent.map((one) => one.body)).size, 1, 'the same, of the same version');
  });
  const { history } = await must(world.program, 'GET', `/api/v1/complaints/${id}`, { token: office });
  assert.equal(history.filter((one) => one.move === 'answer').length, 1);
});

test('a record is corrected from the list: nobody is filled in, and who is left out stays', async () => {
  const { id } = await submit(world.program, await logIn(world.program, LIAISON), { item: '护照办里' });
  await world.phone(async (page) => {
    await comesIn(page, world.program, LIAISON);
    await open(page, 'liaison/records');
    await page.getByRole('button', { name: '更正' }).first().click();
    await page.getByText('更正一条服务').first().waitFor();
    const item = page.getByLabel(/^办了什么事/).and(page.locator('input'));
    await page.getByText(/现在是 李\*\*/).waitFor();
    await page.waitForFunction((text) => [...document.querySelectorAll('input')].some((one) => one.value === text), '护照办里');
    for (const who of [/^服务对象姓名/, /^服务对象手机号/]) assert.equal(await page.getByLabel(who).and(page.locator('input')).inputValue(), '');
    await looks(page, 'liaison-correct');
    await item.fill('护照办理');
    const line = await losing(page, '**/correction');
    await page.getByRole('button', { name: '提交更正' }).click();
    await page.getByText('留在本机').waitFor();
    assert.match(await page.evaluate(() => localStorage.getItem('unsent')), /"corrects":\d+/);
    await page.getByRole('button', { name: '回到报送记录' }).click();
    await page.getByText('护照办理').first().waitFor(); // the program has it; the phone does not know
    line.lost = false;
    await page.getByRole('button', { name: '现在重发' }).click();
    await page.waitForFunction(() => localStorage.getItem('unsent') === null);
    assert.equal(new Set(line.sent.map((one) => one.key)).size, 1);
    await looks(page, 'liaison-records-corrected');
  });
  const mine = (await records()).filter((one) => one.id >= id);
  assert.deepEqual(mine.map((one) => [one.item, Boolean(one.withdrawn_at)]), [['护照办理', false], ['护照办里', true]]);
  assert.equal(mine[0].recipient_name, mine[1].recipient_name);
});

test('numbers are typed as text, by a keyboard of digits', async () => {
  await world.phone(async (page) => {
    await comesIn(page, world.program, LIAISON);
    for (const [path, label] of [['liaison/report', /^服务对象手机号/], ['receipt/receipt', /^投诉编号/], [`complain/complain?code=${await world.code(COUNTER)}`, /^手机号/]]) {
      await open(page, path);
      const field = page.getByRole('textbox', { name: label });
      await field.waitFor();
      assert.deepEqual(await field.evaluate((one) => [one.type, one.inputMode]), ['text', 'numeric']);
      assert.equal(await page.getByRole('spinbutton').count(), 0);
    }
  });
});

test('records that were never delivered leave the phone after three days, whoever opens the app', async () => {
  await world.phone(async (page) => {
    await open(page, 'home/home');
    await page.getByText('我要投诉、提意见').waitFor();
    const unsent = (days) => page.evaluate((age) => localStorage.setItem('unsent', JSON.stringify({
      type: 'object', data: [{ key: 'k', account: 'pyxgaj01', body: { item: '护照办理', recipient_name: '李小红' }, at: Date.now() - age }],
    })), days * 86_400_000);
    await unsent(2);
    await page.reload();
    await page.getByText('我要投诉、提意见').waitFor();
    assert.match(await page.evaluate(() => localStorage.getItem('unsent')), /李小红/, 'it may still meet its deadline');
    await unsent(3);
    await page.goto(await world.poster(COUNTER));
    await page.getByText('您要投诉的科室').waitFor();
    assert.equal(await page.evaluate(() => localStorage.getItem('unsent')), null);
  });
});

test('what was missed is told with the reason, the clause and the way out, to the section and to its unit', async () => {
  await world.phone(async (page) => {
    await comesIn(page, world.program, LIAISON);
    await open(page, 'liaison/missed');
    await page.getByText('没有漏报过').waitFor();
    await looks(page, 'liaison-missed-nothing');
    await world.program.setClock('2023-10-09T11:42:00+08:00');
    await open(page, 'liaison/report?on=2023-09-28');
    await page.getByLabel(/^办了什么事/).fill('护照换发');
    await page.getByRole('radio', { name: '许可', exact: true }).click();
    await page.getByLabel(/^服务对象姓名/).fill('李小红');
    await page.getByLabel(/^服务对象手机号/).fill('13800000012');
    await page.getByRole('button', { name: '提交', exact: true }).click();
    await page.getByRole('alert').first().waitFor();
    await open(page, 'liaison/duty');
    await page.getByRole('button', { name: '没报成的和被退回的' }).click();
    await page.getByText('没有服务记录,也没有零报告').first().waitFor();
    await page.getByRole('radio', { name: /^9月/ }).click();
    await page.getByText(/9月28日.*截止后报送1次|截止后报送1次,最早一次迟了2天0小时/).first().waitFor();
    await page.getByText('附件1其他第3行').waitFor();
    await page.getByText('怎么办').waitFor();
    await looks(page, 'liaison-missed-duties');
  });
  await world.phone(async (page) => {
    await comesIn(page, world.program, MANAGER);
    await open(page, 'manager/unit');
    await page.getByRole('button', { name: '没报成的和被退回的' }).click();
    await page.getByText(COUNTER).first().waitFor();
    await page.getByText('没有服务记录,也没有零报告').first().waitFor();
    await looks(page, 'manager-missed-duties');
  });
});
