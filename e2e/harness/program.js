// The real program, started as a county's newcomer starts it: demo mode, SQLite in a folder of its own, free ports.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');
const binary = process.env.E2E_PROGRAM ?? join(root, 'bin/wanping');
const START_MS = 60_000;
const LAST_LINE = '更多步骤见'; // of what `serve --demo` greets with

/**
 * startProgram starts `wanping serve --demo` and waits until it has greeted.
 * @param {Record<string, string>} [settings] as of --set
 */
export async function startProgram(settings = {}) {
  if (!existsSync(binary)) throw new Error(`${binary} is missing: make build`);
  const dir = await mkdtemp(join(tmpdir(), 'wanping-e2e-'));
  const set = { 'server.listen': '127.0.0.1:0', 'demo.phone': '127.0.0.1:0', ...settings };
  const args = ['serve', '--demo', ...Object.entries(set).flatMap(([key, value]) => ['--set', `${key}=${value}`])];
  const child = spawn(binary, args, { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] });
  const program = new Program(child, dir);
  try {
    await program.greeted();
  } catch (error) {
    await program.stop();
    throw error;
  }
  return program;
}

class Program {
  constructor(child, dir) {
    Object.assign(this, { child, dir, said: '', log: '' });
    child.stdout.setEncoding('utf8').on('data', (text) => { this.said += text; });
    child.stderr.setEncoding('utf8').on('data', (text) => { this.log += text; });
    this.ended = new Promise((done) => { child.on('exit', done); child.on('error', done); });
  }

  async greeted() {
    const until = Date.now() + START_MS;
    let gone = false;
    this.ended.then(() => { gone = true; });
    while (!this.said.includes(LAST_LINE)) {
      if (gone || Date.now() > until) throw new Error(`the program did not start:\n${this.said}\n${this.log}`);
      await new Promise((done) => { setTimeout(done, 25); });
    }
    this.base = this.find(/演示版 (http:\/\/\S+)/);
    this.phone = this.find(/(http:\/\/\S+)\/phone\//);
  }

  find(pattern) {
    const hit = pattern.exec(this.said);
    if (!hit) throw new Error(`the greeting lacks ${pattern}:\n${this.said}`);
    return hit[1];
  }

  /** code is the activation code that the greeting prints for an account. */
  code(login) {
    return this.find(new RegExp(`^ +${login} +(\\S+) `, 'm'));
  }

  /** bindingCode is the code that the greeting prints for one of the phone's people. */
  bindingCode(person) {
    return this.find(new RegExp(`^ +${person} .*绑定 (\\S+)`, 'm'));
  }

  /** setClock puts the demo clock forward, to a time such as 2023-09-28T11:29:50+08:00. */
  async setClock(now) {
    const answer = await fetch(`${this.base}/api/v1/demo/clock`, {
      method: 'PUT', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ now }),
    });
    if (!answer.ok) throw new Error(`the demo clock refuses ${now}: ${await answer.text()}`);
  }

  async now() {
    return (await (await fetch(`${this.base}/api/v1/clock`)).json()).now;
  }

  /** simulate tells the WeChat simulator to do something: its control door under /_sim/. */
  async simulate(order, body) {
    const answer = await fetch(`${this.phone}/_sim/${order}`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`the simulator refuses ${order}: ${await answer.text()}`);
    return answer.json();
  }

  async stop() {
    this.child.kill('SIGTERM');
    const late = setTimeout(() => this.child.kill('SIGKILL'), 35_000);
    await this.ended;
    clearTimeout(late);
    await rm(this.dir, { recursive: true, force: true });
  }
}
