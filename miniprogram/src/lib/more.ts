import { ref, type Ref } from 'vue'
import { sentenceOf } from '../api/refusal'
import { endedSession } from './load'

/** A list that comes page by page. */
export function useMore<T>(fetch: (cursor: string | undefined) => Promise<{ items: T[]; next?: string }>) {
  const items = ref([]) as Ref<T[]>
  const next = ref<string>()
  const fault = ref('')
  const loading = ref(false)
  async function page(cursor: string | undefined): Promise<void> {
    if (loading.value) return
    loading.value = true
    fault.value = ''
    try {
      const got = await fetch(cursor)
      items.value = cursor ? [...items.value, ...got.items] : got.items
      next.value = got.next
    } catch (error) {
      if (!endedSession(error)) fault.value = sentenceOf(error)
    } finally {
      loading.value = false
    }
  }
  return { items, next, fault, loading, load: () => page(undefined), more: () => (next.value ? page(next.value) : Promise.resolve()) }
}

/** All of a list, page after page: for lists that are shown the latest first and come the earliest first. */
export async function everything<T>(fetch: (cursor: string | undefined) => Promise<{ items: T[]; next?: string }>): Promise<T[]> {
  const all: T[] = []
  let cursor: string | undefined
  do {
    const page = await fetch(cursor)
    all.push(...page.items)
    cursor = page.next
  } while (cursor)
  return all
}
