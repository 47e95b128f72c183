// A phone to test on: storage, and a server that answers what a test says.
import { beforeEach, vi } from 'vitest'

export interface Sent {
  url: string
  method: string
  data?: unknown
  header: Record<string, string>
}
type Reply = { status: number; data?: unknown } | 'lost'

export const storage = new Map<string, unknown>()
export const sent: Sent[] = []
let replies: ((request: Sent) => Reply)[] = []

/** The next answers, in order; the last one goes on answering. */
export function answers(...list: (Reply | ((request: Sent) => Reply))[]): void {
  replies = list.map((one) => (typeof one === 'function' ? one : () => one))
}

const listeners = new Set<(state: { isConnected: boolean }) => void>()
/** The phone has a network again. */
export const networkBack = (): void => listeners.forEach((listener) => listener({ isConnected: true }))

const uni = {
  onNetworkStatusChange: (listener: (state: { isConnected: boolean }) => void) => void listeners.add(listener),
  offNetworkStatusChange: (listener: (state: { isConnected: boolean }) => void) => void listeners.delete(listener),
  getStorageSync: (key: string) => structuredClone(storage.get(key)) ?? '',
  setStorageSync: (key: string, value: unknown) => void storage.set(key, JSON.parse(JSON.stringify(value))),
  removeStorageSync: (key: string) => void storage.delete(key),
  request(options: Sent & { success(answer: object): void; fail(): void }) {
    sent.push({ url: options.url, method: options.method, data: options.data, header: options.header })
    const reply = (replies.length > 1 ? replies.shift() : replies[0])?.(options)
    queueMicrotask(() => (!reply || reply === 'lost' ? options.fail() : options.success({ statusCode: reply.status, data: reply.data })))
  },
}
vi.stubGlobal('uni', uni)

beforeEach(() => {
  storage.clear()
  sent.length = 0
  replies = []
  vi.resetModules()
})
