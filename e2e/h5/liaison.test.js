// A liaison at a counter, from the one-time code to the deadline.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { eventually } from '../harness/eventually.js';
import { looks } from '../harness/looks.js';
import { activate, comesIn, logIn, must, PASSWORD, recipient } from '../harness/people.js';
import { xlsx } from '../harness/table.js';
import { theWorld } from '../harness/world.js';

const world = theWorld();
const ACCOUNT = 'pyxgaj01'; // of the exit-entry brigade, which reports every day

/** enter opens a page of the liaison's, who is logged in on the phone. */
async function enter(page, path = 'liaison/duty') {
  await comesIn(page, world.program, ACCOUNT);
  await page.goto(`${world.program.base}/m/pages/${path}`);
}

/** fill types a record; what is not given stays as the page has it. */
async function fill(page, { item, category, name, mobile }) {
  if (item !== undefined) await page.getByLabel(/^办了什么事/).fill(item);
  if (category) await page.getByRole('radio', { name: category, exact: true }).click();
  if (name !== undefined) await page.getByLabel(/^服务对象姓名/).fill(name);
  if (mobile !== undefined) await page.getByLabel(/^服务对象手机号/).fill(mobile);
}
const send = (page) => page.getByRole('button', { name: '提交', exact: true }).click();

async function day(page, group, name, monthsBack) {
  const choice = page.getByRole('radiogroup', { name: group });
  await choice.getByRole('button', { name: '别的日子' }).click();
  for (let i = 0; i < monthsBack; i += 1) await page.getByRole('button', { name: '上个月' }).click();
  await page.getByRole('button', { name }).click();
}

/** holds waits until a field has a value. */
function holds(page, label, value) {
  const field = page.getByLabel(label).and(page.locator('input'));
  return eventually(`the field holds ${value}`, async () => await field.inputValue() === value);
}

const records = async () => (await must(world.program, 'GET', '/api/v1/records', { token: await logIn(world.program, ACCOUNT) })).items;

test('the one-time code opens the account; today’s duty counts down to 11:30', async () => {
  await world.phone(async (page) => {
    await page.goto(`${world.program.base}/m/pages/login/login`);
    await page.getByRole('radio', { name: '一次性激活码' }).click();
    await page.getByRole('button', { name: '启用账号并登录' }).click();
    await page.getByText('请填写一次性激活码').waitFor();
    await looks(page, 'login-activation-empty');
    await page.getByLabel(/^账号/).fill(ACCOUNT);
    await page.getByLabel(/^一次性激活码/).fill('AAAA-AAAA-AAAA-AAAA');
    await page.getByLabel(/^给自己定一个密码/).fill(PASSWORD);
    await page.getByLabel(/^您的姓名/).fill('王小明');
    await page.getByRole('button', { name: '启用账号并登录' }).click();
    await page.getByRole('alert').first().waitFor();
    await page.getByLabel(/^一次性激活码/).fill(world.program.code(ACCOUNT).toLowerCase());
    await page.getByRole('button', { name: '启用账号并登录' }).click();
    await page.getByText('出入境管理大队').waitFor();
    const timer = page.getByRole('timer');
    assert.match(await timer.innerText(), /^2小时(30|29|28)分$/, 'from 09:00 to 11:30');
    await page.getByText(/截止:.*11:30/).first().waitFor();
  });
});

test('an entry: the suggestion one tap away, a wrong number beside its field, then listed and withdrawn', async () => {
  await world.phone(async (page) => {
    await enter(page);
    await page.getByRole('button', { name: '报一条' }).first().click();
    await page.getByText('报一条服务').waitFor();
    assert.equal(await page.getByLabel(/^服务对象姓名/).inputValue(), '', 'nobody is filled in beforehand');
    await fill(page, { item: '为儿子办理健康证', category: '许可', name: recipient.name, mobile: '1380000' });
    await page.getByRole('button', { name: /^改成/ }).waitFor();
    await looks(page, 'liaison-report-wording');
    await page.getByRole('button', { name: /^改成/ }).click();
    await page.getByText('用语合规').waitFor();
    const corrected = await page.getByLabel(/^办了什么事/).inputValue();
    assert.doesNotMatch(corrected, /儿子/);
    await send(page);
    await page.getByText('手机号是 1 开头的 11 位数字').waitFor();
    await looks(page, 'liaison-report-wrong-number');
    await fill(page, { mobile: recipient.mobile });
    await send(page);
    await page.getByText(`已收下:${corrected}`).waitFor();
    await holds(page, /^服务对象姓名/, ''); // the next one begins without the last one's name
    await looks(page, 'liaison-report-kept');

    await page.goto(`${world.program.base}/m/pages/liaison/records`);
    await page.getByText(corrected).waitFor();
    assert.ok(!(await page.locator('body').innerText()).includes(recipient.mobile), 'numbers are masked on every screen');
    await page.getByRole('button', { name: '撤回' }).first().click();
    await page.getByRole('button', { name: '确认撤回' }).click();
    await page.getByText('请写明为什么撤回').waitFor();
    await page.getByLabel(/^撤回原因/).fill('报错了人');
    await page.getByRole('button', { name: '确认撤回' }).click();
    await page.getByText('已撤回').waitFor();
    await looks(page, 'liaison-records-withdrawn');
  });
  assert.equal((await records()).filter((one) => !one.withdrawn_at).length, 0);
});

test('the catalogue completes what is typed', async () => {
  const office = await activate(world.program, 'review1');
  const table = xlsx([['科室编号', '服务事项', '类别'], ['56', '护照办理', '许可'], ['56', '港澳通行证签注', '许可']]);
  const answer = await fetch(`${world.program.base}/api/v1/catalogue/imports`, {
    method: 'POST', headers: { Authorization: `Bearer ${office}`, 'Content-Type': 'application/octet-stream', 'Idempotency-Key': 'catalogue-0001' }, body: table,
  });
  assert.equal(answer.status, 201, await answer.text());
  await world.phone(async (page) => {
    await enter(page, 'liaison/report');
    await page.getByLabel(/^办了什么事/).fill('hz'); // initials of 护照
    await page.getByRole('button', { name: '护照办理' }).click();
    await holds(page, /^办了什么事/, '护照办理');
    assert.equal(await page.getByRole('radio', { name: '许可', exact: true }).getAttribute('aria-checked'), 'true', 'with its category');
    await looks(page, 'liaison-report-catalogue');
  });
});

test('what is late, out of season or badly worded is refused in the server’s sentence and kept as an attempt', async () => {
  await world.phone(async (page) => {
    await enter(page, 'liaison/report');
    await fill(page, { item: '张三丰办护照很满意', category: '许可', name: recipient.name, mobile: recipient.mobile });
    await send(page);
    await page.getByRole('alert').first().waitFor();
    await page.getByRole('button', { name: '改成“护照办理”' }).waitFor(); // the page has read the wording, too
    assert.equal(await page.getByText('用语合规').count(), 0, 'what was refused is not called right beside it');
    await looks(page, 'liaison-report-refused-wording');

    await fill(page, { item: '护照换发' });
    await day(page, '办结日', /^9月25日/, 0);
    await send(page);
    await page.getByRole('alert').filter({ hasText: /截止|迟/ }).first().waitFor();
    await looks(page, 'liaison-report-late');

    await day(page, '办结日', /^4月28日/, 5);
    await send(page);
    await page.getByRole('alert').filter({ hasText: /报送期|5月5日|2023-05-05/ }).first().waitFor();
    await looks(page, 'liaison-report-out-of-season');

    await page.goto(`${world.program.base}/m/pages/liaison/missed`);
    await page.getByText('未收下').first().waitFor();
  });
});

test('a record whose answer was lost is sent again with the same key, and stored once', async () => {
  const before = (await records()).length;
  await world.phone(async (page) => {
    await enter(page);
    const keys = [];
    await page.route('**/api/v1/records', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      keys.push(route.request().headers()['idempotency-key']);
      if (keys.length > 1) return route.continue();
      await route.fetch(); // the program has it
      return route.abort('connectionreset'); // the phone does not know
    });
    await page.goto(`${world.program.base}/m/pages/liaison/report`);
    await fill(page, { item: '护照补发', category: '许可', name: recipient.name, mobile: recipient.mobile });
    await send(page);
    await page.getByText('留在本机').waitFor();
    await looks(page, 'liaison-report-lost');
    assert.match(await page.evaluate(() => localStorage.getItem('unsent')), /护照补发/);

    await page.goto(`${world.program.base}/m/pages/liaison/duty`);
    await page.waitForFunction(() => localStorage.getItem('unsent') === null);
    assert.equal(keys.length, 2);
    assert.equal(keys[0], keys[1]);
  });
  assert.equal((await records()).length, before + 1);
});

/** upload chooses a workbook of rows under the usual heading, and hands it in. */
async function upload(page, name, rows) {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: /选择表格/ }).click();
  const table = xlsx([['服务对象姓名', '手机号码', '服务事项', '类别', '受理日期', '办结日期'], ...rows]);
  await (await chooser).setFiles([{ name, mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer: table }]);
  await page.getByText(`已选:${name}`).waitFor();
  await page.getByRole('button', { name: '上传', exact: true }).click();
}

test('a workbook is judged row by row: what is good is kept, what is faulty comes back with its reasons', async () => {
  const before = (await records()).length;
  const good = ['赵小满', '13800000015', '护照加注', '许可', '2023-09-27', '2023-09-27'];
  const faulty = [['钱多多', '1380000', '护照加注', '许可', '2023-09-27', '2023-09-27'], ['孙小圣', '13800000016', '护照加注', '许可', '2023-09-25', '2023-09-25']];
  await world.phone(async (page) => {
    await enter(page, 'liaison/upload');
    await upload(page, '九月二十七日.xlsx', [good, ...faulty]);
    await page.getByText('共 3 行,收下 1 行,2 行有问题').first().waitFor();
    await page.getByText(/第 3 行“手机号码”/).waitFor();
    await page.getByText(/第 4 行.*截止/).waitFor();
    await looks(page, 'liaison-upload-faulty');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: '下载标好问题的原表' }).click();
    assert.match((await download).suggestedFilename(), /^上传结果-\d+\.xlsx$/);

    await page.getByRole('radio', { name: /一行不合格就全部不收/ }).click();
    await upload(page, '改过的.xlsx', [['周小川', '13800000017', '护照加注', '许可', '2023-09-27', '2023-09-27'], faulty[0]]);
    await page.getByText('共 2 行,收下 0 行,1 行有问题').first().waitFor();
  });
  assert.equal((await records()).length, before + 1);
});

test('a nil report stands until something was done after all', async () => {
  await world.program.setClock('2023-09-28T09:00:00+08:00');
  await world.phone(async (page) => {
    await enter(page);
    await page.getByRole('button', { name: /零报告/ }).first().click();
    await page.getByText('确认没有').click();
    await page.getByText('已零报告').waitFor();
    await looks(page, 'liaison-duty-nil');
    await page.goto(`${world.program.base}/m/pages/liaison/report?on=2023-09-28`);
    await fill(page, { item: '护照换发', category: '许可', name: recipient.name, mobile: recipient.mobile });
    await send(page);
    await page.getByText('已收下').waitFor();
    await page.goto(`${world.program.base}/m/pages/liaison/duty`);
    await page.getByText('已报 1 条').first().waitFor();
    assert.equal(await page.getByText('已零报告').count(), 0);
  });
});

test('at 11:29 the day before can still be reported, at 11:30:00 no more', async () => {
  await world.program.setClock('2023-09-28T11:28:00+08:00');
  await world.phone(async (page) => {
    await enter(page);
    await looks(page, 'liaison-duty-last-minutes');
    await page.goto(`${world.program.base}/m/pages/liaison/report?on=2023-09-27`);
    await fill(page, { item: '护照换发', category: '许可', name: recipient.name, mobile: recipient.mobile });
    await send(page);
    await page.getByText('已收下').waitFor();
    const timer = page.getByRole('timer');
    const first = await timer.innerText();
    assert.match(first, /还有 \d\d分\d\d秒/);
    await page.waitForFunction((was) => document.querySelector('[role=timer]').innerText !== was, first);
    await world.program.setClock('2023-09-28T11:30:00+08:00');
    await fill(page, { name: '孙小圣', mobile: '13800000016' });
    await send(page);
    await page.getByRole('alert').filter({ hasText: /11:30/ }).first().waitFor();
    await looks(page, 'liaison-report-at-the-deadline');
  });
  assert.ok(!(await records()).some((one) => one.recipient_name.startsWith('孙')));
});

test('the own page gives a code and a link that bind the own WeChat', async () => {
  await world.phone(async (page) => {
    await enter(page, 'me/me');
    await page.getByRole('button', { name: '取绑定码' }).click();
    await page.getByText(/^[2-9A-Z]{4}-[2-9A-Z]{4}$/).waitFor();
    await page.getByRole('button', { name: '复制绑定链接' }).click();
    await page.getByRole('button', { name: '已复制' }).waitFor();
    await looks(page, 'liaison-binding-code');
  });
});

test('logging in by account and password, and out: nothing of the account stays on the phone', async () => {
  await world.phone(async (page) => {
    await page.goto(`${world.program.base}/m/pages/login/login`);
    await page.getByLabel(/^账号/).fill(ACCOUNT);
    await page.getByLabel(/^密码/).fill(PASSWORD);
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.getByRole('timer').or(page.getByText('眼下该报的都报了')).first().waitFor();
    await page.getByRole('link', { name: '我的' }).click();
    await page.getByText(ACCOUNT).first().waitFor();
    await page.getByRole('button', { name: '退出登录' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: '退出', exact: true }).click();
    await page.waitForFunction(() => localStorage.getItem('session') === null);
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage).filter((key) => ['session', 'unsent', 'receipts'].includes(key))), []);
  });
});
