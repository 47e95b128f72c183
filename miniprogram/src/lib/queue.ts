import { reactive } from 'vue'
import { call } from '../api/client'
import { Refusal, sentenceOf, Unreached } from '../api/refusal'
import type { components } from '../api/schema.gen'
import { newKey } from './key'
import { fresh, keep, unsent, type Correction, type NewRecord, type Unsent } from './unsent'

export type ServiceRecord = components['schemas']['Record']

const state = reactive<{ items: Unsent[]; sending: boolean; refused: { item: Unsent; error: Refusal }[] }>({
  items: unsent(),
  sending: false,
  refused: [],
})

/** Records not known to have arrived. They are the only personal data that stays on the phone: until the server has
 * answered, the person discards them or logs out, or three days have gone. */
export const queue = {
  /** The account's own; those of another account on the same phone are not shown to it. */
  of: (account: string | undefined): Unsent[] => fresh(state.items).filter((item) => item.account === account),
  /** What the server refused while it was sent again, for the person to mend. */
  refused: () => state.refused,
  sending: (): boolean => state.sending,

  /** Hands a record in, or the correction of one. It is kept before it is sent, so that nothing is lost with the connection, and
   * goes once there is an answer. Errors: Refusal (nothing is kept), Unreached (it is kept and will be sent again with the same
   * key). */
  async submit(account: string, body: NewRecord | Correction, corrects?: number): Promise<ServiceRecord> {
    const item: Unsent = { key: await newKey(), account, body, at: Date.now(), ...(corrects ? { corrects } : {}) }
    put([...state.items, item])
    return deliver(item)
  },

  /** Sends the account's again, one after the other, oldest first. Returns how many arrived. */
  async retry(account: string): Promise<number> {
    if (state.sending) return 0
    state.sending = true
    let arrived = 0
    try {
      this.tidy()
      for (const item of this.of(account)) {
        try {
          await deliver(item)
          arrived++
        } catch (error) {
          if (error instanceof Unreached || (error instanceof Refusal && error.passing)) break
          if (error instanceof Refusal && error.code !== 'unauthenticated') state.refused.push({ item, error })
          else break
        }
      }
    } finally {
      state.sending = false
    }
    return arrived
  },

  discard(key: string): void {
    put(state.items.filter((item) => item.key !== key))
  },
  forgetRefused(key: string): void {
    state.refused = state.refused.filter((one) => one.item.key !== key)
  },
  /** Everything of the account goes with its log-in. */
  clear(account: string): void {
    put(state.items.filter((item) => item.account !== account))
    state.refused = state.refused.filter((one) => one.item.account !== account)
  },
  /** What is too old goes. */
  tidy(): void {
    put(state.items)
  },
}

/** Sends one. It is taken off the list by whatever settles it: an acceptance, or a refusal for good. */
async function deliver(item: Unsent): Promise<ServiceRecord> {
  try {
    const record = await send(item)
    queue.discard(item.key)
    return record
  } catch (error) {
    if (error instanceof Refusal && !error.passing && error.code !== 'unauthenticated') queue.discard(item.key)
    throw error
  }
}

const patience = 10_000 // milliseconds

function send({ key, corrects, body }: Unsent): Promise<ServiceRecord> {
  if (corrects) return call('post', '/api/v1/records/{id}/correction', { at: { id: corrects }, body, key, timeout: patience })
  return call('post', '/api/v1/records', { body: body as NewRecord, key, timeout: patience })
}

function put(items: Unsent[]): void {
  state.items = fresh(items)
  keep(state.items)
}

/** What to say of a submission that is not known to have arrived. */
export function unsentSentence(error: unknown): string {
  return `${sentenceOf(error)}这条数据留在本机,联网后自动重发,不会重复。`
}
