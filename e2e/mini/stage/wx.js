// A stand-in for `wx`: what the app calls is noted in `calls`; the network and the login go out by the test's doors.
// A function that is not here is undefined, as on an old WeChat.

export const calls = [];
const store = new Map(Object.entries(globalThis.stage.storage ?? {}).map(([key, value]) => [key, JSON.stringify(value)]));
const door = (name, options) => globalThis[`door_${name}`](options);

/** async answers as wx does: callbacks, else a promise. */
function asynchronous(name, work) {
  return (options = {}) => {
    calls.push({ name, options: plain(options) });
    const run = Promise.resolve().then(() => work(options)).then(
      (result) => ({ errMsg: `${name}:ok`, ...result }),
      (error) => { throw Object.assign(new Error(error.message), { errMsg: `${name}:fail ${error.message}`, errno: error.errno }); },
    );
    const { success, fail, complete } = options;
    if (!success && !fail && !complete) return run;
    run.then((result) => { success?.(result); complete?.(result); }, (error) => {
      const told = { errMsg: error.errMsg, errno: error.errno };
      fail?.(told);
      complete?.(told);
    });
    return { abort() {}, onProgressUpdate() {}, onHeadersReceived() {}, offProgressUpdate() {} };
  };
}

function plain(options) {
  return JSON.parse(JSON.stringify(options, (_, value) => (typeof value === 'function' ? undefined : value)) ?? 'null');
}

async function throughDoor(name, options) {
  const answer = await door(name, plain(options));
  if (answer.fail !== undefined) throw new Error(answer.fail);
  if (options.responseType !== 'arraybuffer') return answer;
  return { ...answer, data: Uint8Array.from(atob(answer.data), (letter) => letter.charCodeAt(0)).buffer };
}

const system = () => ({
  brand: 'stage', model: 'stage', platform: 'android', system: 'Android 14', version: '8.0.50', SDKVersion: '3.5.0', language: 'zh_CN',
  pixelRatio: 2, windowWidth: innerWidth, windowHeight: innerHeight, screenWidth: innerWidth, screenHeight: innerHeight,
  statusBarHeight: 20, fontSizeSetting: globalThis.stage.fontSize ?? 16, safeArea: { top: 0, left: 0, right: innerWidth, bottom: innerHeight, width: innerWidth, height: innerHeight },
  deviceOrientation: 'portrait', theme: 'light', host: { appId: '', env: 'WeChat' },
});

const quiet = ['showToast', 'hideToast', 'showLoading', 'hideLoading', 'setNavigationBarColor', 'showNavigationBarLoading', 'hideNavigationBarLoading',
  'stopPullDownRefresh', 'vibrateShort', 'pageScrollTo', 'previewImage', 'makePhoneCall', 'openPrivacyContract', 'hideHomeButton',
  'setTabBarBadge', 'removeTabBarBadge', 'showTabBarRedDot', 'hideTabBarRedDot', 'hideShareMenu', 'hideKeyboard'];

function synchronous() {
  return {
    getSystemInfoSync: system, getAppBaseInfo: system, getWindowInfo: system, getDeviceInfo: system, getSystemSetting: () => ({}),
    getAppAuthorizeSetting: () => ({}), canIUse: () => true, arrayBufferToBase64: (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))), nextTick: (then) => setTimeout(then),
    getAccountInfoSync: () => ({ miniProgram: { appId: globalThis.stage.appId, envVersion: 'release' } }),
    getStorageSync: (key) => (store.has(key) ? JSON.parse(store.get(key)) : ''),
    setStorageSync: (key, value) => { store.set(key, JSON.stringify(value)); },
    removeStorageSync: (key) => { store.delete(key); },
    clearStorageSync: () => store.clear(),
    getStorageInfoSync: () => ({ keys: [...store.keys()], currentSize: 0, limitSize: 10240 }),
    getLaunchOptionsSync: () => globalThis.stage.launch, getEnterOptionsSync: () => globalThis.stage.launch,
    getMenuButtonBoundingClientRect: () => ({ width: 87, height: 32, left: innerWidth - 94, right: innerWidth - 7, top: 24, bottom: 56 }),
  };
}

function listeners() {
  const names = ['onAppShow', 'onAppHide', 'onError', 'onUnhandledRejection', 'onPageNotFound', 'onThemeChange', 'onMemoryWarning', 'onWindowResize',
    'onNetworkStatusChange', 'offNetworkStatusChange', 'onNeedPrivacyAuthorization', 'onKeyboardHeightChange', 'offKeyboardHeightChange'];
  const heard = {};
  const table = Object.fromEntries(names.map((name) => [name, (listener) => { (heard[name] ??= []).push(listener); }]));
  globalThis.stageFire = (name, detail) => (heard[name] ?? []).forEach((listener) => listener(detail));
  return table;
}

/**
 * needsConsent waits for the privacy consent as WeChat does before it gives a photo or the clipboard. A yes counts where
 * the button was tapped that it names; a no is good for this once.
 */
function needsConsent() {
  if (globalThis.stage.privacy !== 'needed') return Promise.resolve();
  return new Promise((done, refuse) => {
    globalThis.stageFire('onNeedPrivacyAuthorization', ({ event, buttonId }) => {
      if (event === 'disagree') refuse(new Error('privacy permission is not authorized'));
      if (event !== 'agree') return;
      if (globalThis.stage.agreedBy !== buttonId) return refuse(new Error(`no button ${buttonId} was tapped`));
      globalThis.stage.privacy = 'given';
      done();
    });
  });
}

export function makeWx(navigation) {
  const asyncs = {
    request: (options) => throughDoor('request', options),
    uploadFile: (options) => throughDoor('upload', options),
    downloadFile: (options) => throughDoor('download', options),
    login: () => throughDoor('login', {}),
    checkSession: () => ({}),
    chooseMedia: async (options) => { await needsConsent(); return throughDoor('choose', options); },
    chooseImage: async (options) => { await needsConsent(); return throughDoor('choose', options); },
    chooseMessageFile: async (options) => { await needsConsent(); return throughDoor('choose', options); },
    setClipboardData: async ({ data }) => { await needsConsent(); globalThis.stage.clipboard = data; return {}; },
    compressImage: ({ src }) => ({ tempFilePath: src }),
    getImageInfo: ({ src }) => ({ width: 640, height: 480, path: src, type: 'jpeg' }),
    requestSubscribeMessage: ({ tmplIds }) => throughDoor('subscribe', { tmplIds }),
    getPrivacySetting: () => ({ needAuthorization: globalThis.stage.privacy === 'needed', privacyContractName: '《万评小程序隐私保护指引》' }),
    requirePrivacyAuthorize: () => needsConsent(),
    showModal: (options) => throughDoor('modal', options),
    showActionSheet: (options) => throughDoor('sheet', options),
    getSystemInfo: system,
    getRandomValues: ({ length }) => ({ randomValues: crypto.getRandomValues(new Uint8Array(length)).buffer }),
    getNetworkType: () => ({ networkType: 'wifi' }),
    setNavigationBarTitle: ({ title }) => { document.title = title; return {}; },
    getStorage: ({ key }) => { if (!store.has(key)) throw new Error('data not found'); return { data: JSON.parse(store.get(key)) }; },
    setStorage: ({ key, data }) => { store.set(key, JSON.stringify(data)); return {}; },
    removeStorage: ({ key }) => { store.delete(key); return {}; },
    ...navigation,
  };
  for (const name of quiet) asyncs[name] = () => ({});
  const table = { ...synchronous(), ...listeners() };
  for (const [name, work] of Object.entries(asyncs)) table[name] = asynchronous(name, work);
  globalThis.stageStore = () => Object.fromEntries(store);
  return table;
}
