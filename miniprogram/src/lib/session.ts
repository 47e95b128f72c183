import { reactive } from 'vue'
import type { components } from '../api/schema.gen'
import { store } from './store'

export type LogIn = components['schemas']['LogIn']
export type Account = components['schemas']['Account']

interface Kept {
  token: string
  account: Account
}

const state = reactive<{ kept: Kept | undefined; expired: boolean }>({ kept: store.get<Kept>('session'), expired: false })

/** The log-in on this phone. What is kept of the account is its name, role and place: no person's name. */
export const session = {
  token: (): string | undefined => state.kept?.token,
  account: (): Account | undefined => state.kept?.account,
  /** Whether the last log-in was ended by the server and nobody has logged in since. */
  expired: (): boolean => state.expired,
  begin(logIn: LogIn): void {
    const { account, role, unit_no, section_no, state: standing } = logIn.account
    state.kept = { token: logIn.token, account: { account, role, unit_no, section_no, state: standing } }
    state.expired = false
    store.set('session', state.kept)
  },
  end(): void {
    state.kept = undefined
    store.remove('session')
  },
  expire(): void {
    if (state.kept) state.expired = true
    this.end()
  },
}
