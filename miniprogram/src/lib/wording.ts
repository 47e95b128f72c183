import { ref, watch, type Ref } from 'vue'
import { call, type Answer } from '../api/client'

type Reading = Answer<'/api/v1/wording/check', 'post'>
type Item = Answer<'/api/v1/catalogue', 'get'>['items'][number]

const pause = 350 // of typing, in milliseconds, before the server is asked

/** What the server says of an item while it is typed, and what the catalogue has like it. An answer that comes after the
 * next question is passed over; without a connection there is none, and submitting judges all the same. */
export function useWording(item: Ref<string>) {
  const reading = ref<Reading>()
  const like = ref<Item[]>([])
  let question = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  async function ask(): Promise<void> {
    const mine = ++question
    const text = item.value.trim()
    const [words, items] = await Promise.all([
      text ? call('post', '/api/v1/wording/check', { body: { item: text } }).catch(() => undefined) : undefined,
      call('get', '/api/v1/catalogue', { query: { q: text || undefined, limit: 6 } }).catch(() => undefined),
    ])
    if (mine !== question) return
    reading.value = words
    like.value = (items?.items ?? []).filter((one) => one.item !== text)
  }

  watch(item, () => {
    reading.value = undefined
    clearTimeout(timer)
    timer = setTimeout(() => void ask(), pause)
  })
  return { reading, like, ask }
}
