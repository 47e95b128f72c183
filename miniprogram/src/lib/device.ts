/** What the list of sessions calls this phone. */
export function device(): string {
  let words: (string | undefined)[] = []
  // #ifdef H5
  const inBrackets = /\(([^)]*)\)/.exec(navigator.userAgent)?.[1] ?? '' // Linux; Android 13; V2203A
  words = inBrackets.split(';').map((word) => word.trim()).filter((word) => !/^(Linux|U|wv|K|zh-cn|)$/i.test(word)).slice(0, 2)
  // #endif
  // #ifdef MP-WEIXIN
  const { deviceBrand, deviceModel, platform } = uni.getSystemInfoSync()
  words = [deviceBrand, deviceModel, platform]
  // #endif
  return words.filter(Boolean).join(' ').slice(0, 60)
}
