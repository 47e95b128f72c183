import { call } from '../api/client'

/** What messages can be sent about outside the chat. */
export type Kind = 'duty' | 'deduction' | 'complaint' | 'summary'

const most = 5 // templates that WeChat asks about at once

let templates: Partial<Record<Kind, string>> = {}

/** Learns which templates the county has. WeChat asks only within a tap, so this comes before. */
export async function loadConsents(): Promise<void> {
  // #ifdef MP-WEIXIN
  const got = await call('get', '/api/v1/me/consents')
  templates = Object.fromEntries(got.items.filter((one) => one.ask).map((one) => [one.kind, one.template_id]))
  // #endif
}

/** The templates to ask about, and which kind each is. */
export function wanted(kinds: Kind[], known: Partial<Record<Kind, string>>): { ids: string[]; kindOf: Record<string, Kind> } {
  const kindOf: Record<string, Kind> = {}
  for (const kind of kinds) {
    const id = known[kind]
    if (id && Object.keys(kindOf).length < most) kindOf[id] = kind
  }
  return { ids: Object.keys(kindOf), kindOf }
}

/** What WeChat says of each template, by kind: everything that is no yes is a no. */
export function verdicts(result: Record<string, string>, kindOf: Record<string, Kind>): Partial<Record<Kind, 'accept' | 'reject'>> {
  const out: Partial<Record<Kind, 'accept' | 'reject'>> = {}
  for (const [id, kind] of Object.entries(kindOf)) {
    if (result[id]) out[kind] = result[id] === 'accept' ? 'accept' : 'reject'
  }
  return out
}

/** Asks for consent to messages of some kinds. Must be called in the handler of a tap, before anything is waited for. A no, or a
 * WeChat that does not ask, stands in nobody's way. */
export function askConsent(kinds: Kind[]): void {
  // #ifdef MP-WEIXIN
  const { ids, kindOf } = wanted(kinds, templates)
  if (!ids.length || !wx.requestSubscribeMessage) return
  wx.requestSubscribeMessage({
    tmplIds: ids,
    success: (result) => void call('post', '/api/v1/me/consents', { body: verdicts(result, kindOf) }).catch(() => undefined),
    fail: () => undefined,
  })
  // #endif
}
