// A reporter that speaks as `go test -json` does, so that .ci/testsum counts browsers beside Go.
import { relative } from 'node:path';

import { root } from './program.js';

const packageOf = (file) => `wanping/${file ? relative(root, file).replace(/\.test\.js$/, '') : 'e2e'}`;

/** told is the lines of one event: its output where it failed, then how it ended. */
function told(event, path) {
  const { data } = event;
  const at = { Package: packageOf(data.file), Test: path.join('/').replaceAll(' ', '_') };
  const skipped = data.skip !== undefined || data.todo !== undefined;
  if (event.type === 'test:pass') return [{ ...at, Action: skipped ? 'skip' : 'pass' }];
  const cause = data.details?.error?.cause ?? data.details?.error;
  return [{ ...at, Action: 'output', Output: `${cause?.stack ?? cause}\n` }, { ...at, Action: 'fail' }];
}

export default async function* gotest(source) {
  const open = []; // names of the tests that are under way, by nesting
  for await (const event of source) {
    const { data } = event;
    if (event.type === 'test:start') {
      open.length = data.nesting;
      open[data.nesting] = data.name;
    }
    if (event.type === 'test:stderr') yield `${JSON.stringify({ Package: packageOf(data.file), Action: 'output', Output: data.message })}\n`;
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    const path = [...open.slice(0, data.nesting), data.name];
    if (data.details?.type === 'suite' && event.type === 'test:pass') continue; // its tests are counted
    for (const line of told(event, path)) yield `${JSON.stringify(line)}\n`;
  }
}
