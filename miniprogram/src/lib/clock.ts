import { onUnmounted, ref } from 'vue'
import { onHide, onShow } from '@dcloudio/uni-app'
import { call } from '../api/client'

// The server's time, by which all deadlines are judged: the phone's own may be wrong, and the demo's is another year's.
let ahead = 0 // of the phone's clock, in milliseconds
let asked: Promise<void> | undefined

/** Asks the server what time it is; half of the way there and back is the way here. */
export async function setClock(): Promise<void> {
  asked ??= (async () => {
    const sent = Date.now()
    const { now } = await call('get', '/api/v1/clock')
    ahead = Date.parse(now) - (sent + Date.now()) / 2
  })().finally(() => {
    asked = undefined
  })
  return asked
}

/** Now at the server, in milliseconds UTC. */
export const serverNow = (): number => Date.now() + ahead

const second = 1000
const everyMinute = 60

/** A clock that ticks each second while its page is seen, and is set anew each minute. */
export function useClock() {
  const now = ref(serverNow())
  let ticks = 0
  let timer: ReturnType<typeof setInterval> | undefined
  const tick = () => {
    now.value = serverNow()
    if (++ticks % everyMinute === 0) set()
  }
  const set = () => {
    setClock()
      .then(() => {
        now.value = serverNow()
      })
      .catch(() => undefined) // without an answer the phone goes on counting
  }
  const start = () => {
    if (timer) return
    set()
    timer = setInterval(tick, second)
  }
  const stop = () => {
    clearInterval(timer)
    timer = undefined
  }
  onShow(start)
  onHide(stop)
  onUnmounted(stop)
  return { now, start }
}
