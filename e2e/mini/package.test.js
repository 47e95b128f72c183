import assert from 'node:assert/strict';
import { test } from 'node:test';

import { keepFigures } from '../harness/figures.js';
import { pack, sizeOf, STAGED } from './package.js';

const MAIN_BYTES = 300 * 1024;

test('the mini-program’s main package has at most 300 KB', async () => {
  const { main, all } = await sizeOf(STAGED);
  keepFigures('mini-program-size', { main, all });
  assert.ok(main <= MAIN_BYTES, `${main} bytes`);
});

test('every page of the mini-program goes through WeChat’s template compiler', async () => {
  const { app, components } = await pack();
  const pages = [...app.pages, ...(app.subPackages ?? []).flatMap((sub) => sub.pages.map((page) => `${sub.root}/${page}`))];
  for (const page of pages) assert.ok(components[page], page);
});
