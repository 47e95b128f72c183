/** A key for one submission: 128 random bits as hexadecimal digits. Nobody can guess it, so nobody gets its answer. */
export async function newKey(): Promise<string> {
  return Array.from(await randomBytes(16), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function randomBytes(length: number): Promise<Uint8Array> {
  // #ifdef H5
  return Promise.resolve(crypto.getRandomValues(new Uint8Array(length)))
  // #endif
  // #ifdef MP-WEIXIN
  return new Promise((resolve, reject) => {
    if (!wx.getRandomValues) reject(new Error('this WeChat is too old'))
    else wx.getRandomValues({ length, success: (got) => resolve(new Uint8Array(got.randomValues)), fail: () => reject(new Error('no random bytes')) })
  })
  // #endif
}
