// What was measured is kept as test output.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './program.js';

export function keepFigures(name, measured) {
  mkdirSync(join(root, 'test-output'), { recursive: true });
  writeFileSync(join(root, 'test-output', `${name}.json`), `${JSON.stringify(measured, null, 2)}\n`);
}
