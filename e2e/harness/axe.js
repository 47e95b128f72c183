// axe-core's verdict on a page by WCAG 2.2 A and AA.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/**
 * violations lists what axe finds, one line a place.
 * @param {{contrast?: number}} [options] contrast is the least for letters of every size; by WCAG large ones may have less
 */
export async function violations(page, { contrast } = {}) {
  if (!await page.evaluate(() => Boolean(globalThis.axe))) await page.evaluate(source);
  const found = await page.evaluate(([only, least]) => {
    globalThis.axe.reset();
    const ratio = { normal: { expected: 4.5 }, large: { expected: least ?? 3 } };
    globalThis.axe.configure({ checks: [{ id: 'color-contrast', options: { contrastRatio: ratio } }] });
    return globalThis.axe.run(document, { runOnly: { type: 'tag', values: only } });
  }, [tags, contrast]);
  assert.ok(found.passes.length > 0, 'axe has looked at nothing');
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id} (${rule.impact}): ${node.html}\n    ${node.failureSummary}`));
}

export async function assertAccessible(page, name, options) {
  const found = await violations(page, options);
  assert.equal(found.length, 0, `${name}: ${found.length} violations of WCAG A/AA\n  ${found.join('\n  ')}`);
}
