/** The code of wx.login, good once: who opened the mini-program. Rejects where WeChat gives none. */
export function jsCode(): Promise<string> {
  return new Promise((resolve, reject) => {
    uni.login({ provider: 'weixin', success: (got) => resolve(got.code), fail: reject })
  })
}
