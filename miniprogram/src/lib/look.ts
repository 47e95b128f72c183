import { computed, reactive } from 'vue'
import { store } from './store'

// How the app looks: elder mode, and the size of letters that the system is set to.
const look = reactive({ elder: store.get<boolean>('elder') === true, scale: systemScale() })

/** The system's font size against the usual 16 px, between 1 and 2. */
function systemScale(): number {
  let size = 16
  // #ifdef MP-WEIXIN
  size = wx.getAppBaseInfo?.().fontSizeSetting ?? 16
  // #endif
  // #ifdef H5
  const probe = document.createElement('p')
  probe.style.cssText = 'font-size:medium;position:absolute;visibility:hidden'
  document.body.append(probe)
  size = Number.parseFloat(getComputedStyle(probe).fontSize)
  probe.remove()
  // #endif
  return Math.min(2, Math.max(1, (size || 16) / 16))
}

export function useLook() {
  return {
    elder: computed(() => look.elder),
    rootClass: computed(() => (look.elder ? 'page elder' : 'page')),
    rootStyle: computed(() => `--scale: ${look.scale}`),
    toggleElder(): void {
      look.elder = !look.elder
      store.set('elder', look.elder)
    },
  }
}
