import { ref } from 'vue'
import { Refusal, sentenceOf } from '../api/refusal'
import { session } from './session'
import { turnTo } from './go'

/** Sends people whose log-in has ended to the log-in, which says why. Returns whether it did. */
export function endedSession(error: unknown): boolean {
  if (!(error instanceof Refusal) || error.code !== 'unauthenticated' || !session.expired()) return false
  turnTo('login')
  return true
}

/** What a page loads: waiting, failed with a sentence, or there. */
export function useLoad<T>(fetch: () => Promise<T>) {
  const data = ref<T>()
  const fault = ref('')
  const settled = ref(false) // the server has said no: asking again changes nothing
  const loading = ref(false)
  async function load(): Promise<void> {
    loading.value = true
    fault.value = ''
    settled.value = false
    try {
      data.value = await fetch()
    } catch (error) {
      if (endedSession(error)) return
      fault.value = sentenceOf(error)
      settled.value = error instanceof Refusal && !error.passing
    } finally {
      loading.value = false
    }
  }
  return { data, fault, settled, loading, load }
}

/** An action of the person: one at a time, its refusal as a sentence and by field. */
export function useAct() {
  const busy = ref(false)
  const fault = ref('')
  const faults = ref<Record<string, string>>({})
  async function act(work: () => Promise<void>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    fault.value = ''
    faults.value = {}
    try {
      await work()
      return true
    } catch (error) {
      if (endedSession(error)) return false
      fault.value = sentenceOf(error)
      if (error instanceof Refusal) {
        for (const field of error.fields) faults.value[field.name] ??= field.message
      }
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, fault, faults, act }
}
