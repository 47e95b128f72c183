import type { Body } from '../api/client'
import { store } from './store'

export type NewRecord = Body<'/api/v1/records', 'post'>
export type Correction = Body<'/api/v1/records/{id}/correction', 'post'>

/** A record that may or may not have reached the server. */
export interface Unsent {
  key: string
  account: string
  /** The record that it corrects; none: it is a new one. */
  corrects?: number
  body: NewRecord | Correction
  /** When it was first sent, ms. */
  at: number
}

/** How long an unsent record is kept on the phone, in milliseconds: by then every deadline it could meet is over. */
export const keepFor = 72 * 3_600_000
const kept = 'unsent'

/** Whether it may still be kept. A clock that was put back does not prolong it. */
const inTime = (item: Unsent): boolean => Math.abs(Date.now() - item.at) < keepFor

/** What may still be kept of what is kept. */
export const fresh = (items: Unsent[]): Unsent[] => items.filter(inTime)

export function keep(items: Unsent[]): void {
  if (items.length) store.set(kept, items)
  else store.remove(kept)
}

/** What is kept on the phone, of all its accounts. What is too old leaves the phone with this look, whoever opens the app and for
 * whatever page. */
export function unsent(): Unsent[] {
  const all = store.get<Unsent[]>(kept) ?? []
  const rest = fresh(all)
  if (rest.length < all.length) keep(rest)
  return rest
}
