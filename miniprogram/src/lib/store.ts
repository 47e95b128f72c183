// What stays on the phone, and nothing else: the log-in, the way the app looks, what has not been sent yet (lib/queue),
// and the receipts a complainant asked to keep (lib/receipts).
export const store = {
  get<T>(key: string): T | undefined {
    const value = uni.getStorageSync(key) as T | '' | undefined | null
    return value === '' || value === undefined || value === null ? undefined : value
  },
  set(key: string, value: unknown): void {
    uni.setStorageSync(key, value)
  },
  remove(key: string): void {
    uni.removeStorageSync(key)
  },
}
