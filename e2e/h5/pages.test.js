// Every page there is, as it looks to those who come to it: by axe and by measure, in normal and in elder mode.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { launch, openPhone } from '../harness/browser.js';
import { looks } from '../harness/looks.js';
import { activate, comesIn, complain, moves, newest, submit } from '../harness/people.js';
import { deduct } from '../harness/points.js';
import { root } from '../harness/program.js';
import { theWorld } from '../harness/world.js';

const world = theWorld(prepare);
const LIAISON = 'pyxgaj01';
const MANAGER = 'pyxgaj2023';
const SECTION = 56; // of both
const made = {}; // what the pages are opened with

/** Who comes to a page, with which query, and what tells that all of it is there. */
const visits = {
  'pages/home/home': { shows: '我要投诉、提意见' },
  'pages/complain/complain': { query: () => `code=${made.code}`, shows: '您要投诉的科室' },
  'pages/receipt/receipt': { shows: '查询码' },
  'pages/login/login': { shows: '一次性激活码' },
  'pages/liaison/duty': { as: LIAISON, shows: '没报成的和被退回的' },
  'pages/liaison/report': { as: LIAISON, shows: '这一天的截止' },
  'pages/liaison/records': { as: LIAISON, shows: '护照办理' },
  'pages/liaison/missed': { as: LIAISON, shows: '本科室的扣分' },
  'pages/liaison/upload': { as: LIAISON, shows: '还没有上传过表格' },
  'pages/manager/unit': { as: MANAGER, shows: '出入境管理大队' },
  'pages/manager/section': { as: MANAGER, query: () => `no=${SECTION}`, shows: '影响得分的每一笔' },
  'pages/manager/deductions': { as: MANAGER, shows: '账本第' },
  'pages/manager/cases': { as: MANAGER, shows: '排队两小时' },
  'pages/manager/case': { as: MANAGER, query: () => `id=${made.complaint}`, shows: '办理过程' },
  'pages/me/notices': { as: MANAGER, shows: '已读' },
  'pages/me/me': { as: MANAGER, shows: '微信提醒' },
};

async function prepare() {
  const { program } = world;
  const liaison = await activate(program, LIAISON);
  await activate(program, MANAGER);
  const office = await activate(program, 'review1');
  await deduct(program, SECTION);
  await submit(program, liaison);
  made.code = await world.code('出入境管理大队');
  await complain(program, made.code, '排队两小时没有人叫号。');
  made.complaint = (await newest(program, office)).id;
  await moves(program, made.complaint, [[office, 'assign', '请承办']]);
}

const { pages } = JSON.parse(readFileSync(join(root, 'miniprogram/src/pages.json'), 'utf8').replace(/^\s*\/\/.*$/gm, '')); // JSON with comments
test('no visit is to a page that is gone', () => {
  assert.deepEqual(Object.keys(visits).filter((path) => !pages.some((page) => page.path === path)), []);
});

describe('every page can be read and used by all', { concurrency: 2 }, () => {
  for (const { path } of pages) {
    test(path, async () => {
      const visit = visits[path];
      assert.ok(visit, `say in this file who opens ${path}, and what it shows`);
      await world.phone(async (page) => {
        if (visit.as) await comesIn(page, world.program, visit.as);
        await page.goto(`${world.program.base}/m/${path}?${visit.query?.() ?? ''}`);
        await page.getByText(visit.shows).first().waitFor();
        await looks(page, `page-${path.split('/').slice(1).join('-')}`);
      });
    });
  }
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

test('letters are as large as the phone is set to', async () => {
  const browser = await launch(['--blink-settings=defaultFontSize=24']); // one and a half times the usual
  try {
    const { page } = await openPhone(browser, [world.program.base]);
    await page.goto(`${world.program.base}/m/`);
    const letters = (selector) => page.locator(selector).first().evaluate((one) => Number.parseFloat(getComputedStyle(one).fontSize));
    assert.equal(await letters('.page'), 24);
    await page.getByRole('button', { name: /换大字版/ }).click();
    assert.equal(await letters('.page.elder'), 30);
  } finally {
    await browser.close();
  }
});
