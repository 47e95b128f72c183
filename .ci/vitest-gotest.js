// A reporter for vitest that speaks as `go test -json` does, for .ci/testsum.
import { relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

function tell(path, name, action, output) {
  const at = { Package: `wanping/${relative(root, path)}`, Test: name.replaceAll(' ', '_') };
  if (output) process.stdout.write(`${JSON.stringify({ ...at, Action: 'output', Output: `${output}\n` })}\n`);
  process.stdout.write(`${JSON.stringify({ ...at, Action: action })}\n`);
}

const spelled = (errors) => (errors ?? []).map((error) => error.stack ?? error.message).join('\n');

export default class GoTest {
  onTestCaseResult(test) {
    const { state, errors } = test.result();
    const action = { passed: 'pass', failed: 'fail' }[state] ?? 'skip';
    tell(test.module.moduleId, test.fullName, action, spelled(errors));
  }

  onTestModuleEnd(module) {
    // A file that could not be read has no tests to tell of.
    const errors = module.errors();
    if (errors.length) tell(module.moduleId, 'loads', 'fail', spelled(errors));
  }

  onTestRunEnd(_modules, unhandled) {
    if (unhandled.length) tell(resolve(root, 'miniprogram'), 'unhandled errors', 'fail', spelled(unhandled));
  }
}
