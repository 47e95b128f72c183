// The stage: loads a built package into WeChat's component framework and keeps its pages' stack and lives.
import * as adapter from 'glass-easel-miniprogram-adapter';

import { defineTags } from './tags.js';
import { calls, makeWx } from './wx.js';

const { glassEasel } = adapter;
const { pack } = globalThis.stage;
const stack = []; // {path, root, caller, box}, the newest last

// uni-app looks for an event's own detail, as WeChat's events have.
const wrap = glassEasel.Event.prototype.wrapShadowedEvent;
glassEasel.Event.prototype.wrapShadowedEvent = function own(...args) {
  return Object.assign(wrap.apply(this, args), { detail: this.detail, type: this.type, timeStamp: this.timeStamp });
};

const env = new adapter.MiniProgramEnv();
const backend = new glassEasel.CurrentWindowBackendContext();
backend.onEvent((target, type, detail, options) => {
  const told = options.originalEvent instanceof CustomEvent ? options.originalEvent.detail : detail;
  return glassEasel.triggerEvent(target, type, told, options);
});
const window_ = env.associateBackend(backend);
const space = env.createCodeSpace('', true);
space.getComponentSpace().updateComponentOptions({ useMethodCallerListeners: true });

// WeChat tells each component once it is laid out; the framework leaves that to whoever hosts it.
space.setOverallBehavior(space.behavior().lifetime('attached', function laidOut() {
  queueMicrotask(() => this._$.triggerLifetime('ready', []));
}).register()._$);

/** Modules, as the package requires them: CommonJS, paths relative to the one who asks. */
const loaded = new Map();
function load(path) {
  if (loaded.has(path)) return loaded.get(path).exports;
  const source = pack.scripts[path];
  if (source === undefined) throw new Error(`the package has no ${path}.js`);
  const module = { exports: {} };
  loaded.set(path, module);
  const run = new Function('module', 'exports', 'require', 'global', `${source}\n//# sourceURL=mini/${path}.js`);
  run(module, module.exports, (name) => load(resolve(path, name).replace(/\.js$/, '')), globalThis);
  return module.exports;
}

function resolve(from, name) {
  if (name.startsWith('/')) return name.slice(1);
  const parts = from.split('/').slice(0, -1);
  for (const part of name.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

const allPages = () => [...pack.app.pages, ...(pack.app.subPackages ?? pack.app.subpackages ?? [])
  .flatMap((sub) => sub.pages.map((page) => `${sub.root.replace(/\/$/, '')}/${page}`))];

function register() {
  const groups = (0, eval)(pack.templates);
  for (const [path, config] of Object.entries(pack.components)) {
    // uni-app asks for addGlobalClass in code; the framework takes it from the configuration.
    const shared = config.component ? { styleIsolation: 'apply-shared' } : {};
    space.addComponentStaticConfig(path, { ...shared, ...config, usingComponents: { ...pack.app.usingComponents, ...config.usingComponents } });
    space.addCompiledTemplate(path, { groupList: groups, content: groups[path] });
  }
  for (const path of Object.keys(pack.components)) {
    space.componentEnv(path, (given) => { definers = given; load(path); });
  }
}

/** The app keeps the first Page and Component that it sees; those of the file that is being loaded are meant. */
let definers = {};
function defineDefiners() {
  for (const name of ['Page', 'Component', 'Behavior']) globalThis[name] = (...args) => definers[name](...args);
}

function style(path, css) {
  const sheet = document.createElement('style');
  sheet.dataset.of = path;
  sheet.textContent = css;
  document.head.append(sheet);
  return sheet;
}

const pageSheets = {};
function dress() {
  for (const [path, css] of Object.entries(pack.styles)) {
    const sheet = style(path, css);
    if (allPages().includes(path)) pageSheets[path] = sheet;
  }
}

/** show puts the newest page in front: only it is seen, and only its style holds. */
function front() {
  const top = stack.at(-1);
  for (const one of stack) one.box.hidden = one !== top;
  for (const [path, sheet] of Object.entries(pageSheets)) sheet.disabled = path !== top?.path;
  document.title = pack.components[top.path].navigationBarTitleText ?? pack.app.window?.navigationBarTitleText ?? '';
  scrollTo(0, 0);
}

function open(url) {
  const [where, query = ''] = url.split('?');
  const path = resolve(stack.at(-1)?.path ?? '', where);
  if (!allPages().includes(path)) throw new Error(`page "${path}" is not found`);
  const box = document.createElement('wx-page');
  const spot = document.createElement('i');
  box.append(spot);
  document.querySelector('main').append(box);
  const root = window_.createRoot('wx-root', space, path);
  const caller = root.get();
  const options = Object.fromEntries(query.split('&').filter(Boolean).map((pair) => pair.split('=')));
  Object.assign(caller, { route: path, options });
  stack.push({ path, root, caller, box });
  root.attach(box, spot);
  front();
  caller.onLoad?.(options);
  caller.onShow?.();
  queueMicrotask(() => caller.onReady?.()); // after the components' own
}

function close(count) {
  for (let i = 0; i < count && stack.length; i += 1) {
    const gone = stack.pop();
    gone.caller.onUnload?.();
    gone.root.release();
    gone.box.remove();
  }
}

const LONGEST = 10; // pages, as in WeChat
const navigation = {
  navigateTo: ({ url }) => {
    if (stack.length >= LONGEST) throw new Error('webview count limit exceed');
    stack.at(-1)?.caller.onHide?.();
    open(url);
    return { eventChannel: { on() {}, emit() {} } };
  },
  redirectTo: ({ url }) => { const here = stack.at(-1).path; close(1); open(resolve(here, url)); return {}; },
  reLaunch: ({ url }) => { const here = stack.at(-1)?.path ?? ''; close(stack.length); open(resolve(here, url)); return {}; },
  switchTab: ({ url }) => { const here = stack.at(-1)?.path ?? ''; close(stack.length); open(resolve(here, url)); return {}; },
  navigateBack: ({ delta = 1 } = {}) => {
    if (stack.length === 1) throw new Error('cannot navigate back at first page');
    close(Math.min(delta, stack.length - 1));
    front();
    stack.at(-1).caller.onShow?.();
    return {};
  },
};

function launch() {
  defineTags();
  globalThis.global = globalThis;
  globalThis.wx = makeWx(navigation);
  globalThis.getCurrentPages = () => stack.map((one) => one.caller);
  let app = {};
  globalThis.App = (definition) => { app = definition; };
  globalThis.getApp = () => app;
  defineDefiners();
  dress();
  load('app');
  register();
  app.onLaunch?.(globalThis.stage.launch);
  app.onShow?.(globalThis.stage.launch);
  const { path, query } = globalThis.stage.launch;
  open(`/${path}${Object.keys(query).length ? `?${Object.entries(query).map((pair) => pair.join('=')).join('&')}` : ''}`);
  globalThis.stageCalls = calls;
  globalThis.stageBack = () => globalThis.wx.navigateBack();
  globalThis.stageReady = true;
}

launch();
