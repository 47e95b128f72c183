import { store } from './store'

/** A complaint's receipt with the secret that opens it. */
export interface Receipt {
  receipt: string
  secret: string
  section: string
}

const kept = 'receipts'
const most = 20

/** The receipts that the person asked this phone to keep. They say where a complaint went, not what it says. */
export const receipts = {
  all: (): Receipt[] => store.get<Receipt[]>(kept) ?? [],
  keep(one: Receipt): void {
    store.set(kept, [one, ...this.all().filter((other) => other.receipt !== one.receipt)].slice(0, most))
  },
  forget(receipt: string): void {
    const rest = this.all().filter((one) => one.receipt !== receipt)
    if (rest.length) store.set(kept, rest)
    else store.remove(kept)
  },
}
