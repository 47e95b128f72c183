import { onScopeDispose, ref } from 'vue'
import { Refusal, Unreached } from '../api/refusal'

/** Between attempts, in milliseconds; the last goes on. */
const pauses = [1_000, 2_000, 4_000, 8_000]

/** Whether nobody knows if it was done: no answer came, a gateway gave one for the program, or the first is still under way. */
export const unanswered = (error: unknown): boolean =>
  error instanceof Unreached || (error instanceof Refusal && error.status > 500 && ['', 'unavailable'].includes(error.code))

/** Sends again by itself what had no answer, as long as its page is open and the person waits. What is sent is the same each time,
 * under the same key or version, so that it is done once. */
export function useResend() {
  const resending = ref(false)
  let stopped = false
  let wake: (() => void) | undefined

  const pause = (length: number): Promise<void> => new Promise((next) => {
    const timer = setTimeout(next, length)
    wake = () => {
      clearTimeout(timer)
      next()
    }
  })
  const online = (state: { isConnected: boolean }): void => {
    if (state.isConnected) wake?.()
  }

  /** Errors: what the last attempt came to, once the person has stopped it or the server has refused. */
  async function resend<T>(send: () => Promise<T>): Promise<T> {
    stopped = false
    try {
      for (let at = 0; ; at++) {
        try {
          return await send()
        } catch (error) {
          if (stopped || !unanswered(error)) throw error
          if (!resending.value) uni.onNetworkStatusChange(online)
          resending.value = true
          await pause(pauses[Math.min(at, pauses.length - 1)]!)
          if (stopped) throw error
        }
      }
    } finally {
      if (resending.value) uni.offNetworkStatusChange(online)
      resending.value = false
    }
  }
  function stop(): void {
    stopped = true
    wake?.()
  }
  onScopeDispose(stop)
  return { resending, resend, stop }
}
