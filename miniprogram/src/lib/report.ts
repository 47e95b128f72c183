import type { ServiceRecord } from './queue'
import type { Correction, NewRecord } from './unsent'

/** The form of one record as it is typed. */
export interface Form {
  item: string
  category: NewRecord['category'] | ''
  accepted_on: string
  completed_on: string
  recipient_name: string
  recipient_mobile: string
  insist_reason: string
}

/** What is missing, by field: what can be seen here is said at once, everything else the server judges. A correction that leaves
 * the recipient out leaves them as they are. */
export function missing(form: Form, correcting = false): Record<string, string> {
  const out: Record<string, string> = {}
  if (!form.item.trim()) out.item = '请填写办了什么事,例如“护照办理”。'
  if (!form.category) out.category = '请选一个类别。'
  if (form.accepted_on > form.completed_on) out.accepted_on = '受理日不能晚于办结日,请核对。'
  if (!correcting && !form.recipient_name.trim()) out.recipient_name = '请填写服务对象姓名。'
  const digits = form.recipient_mobile.replace(/[\s-]/g, '')
  if (!digits && !correcting) out.recipient_mobile = '请填写服务对象手机号。'
  else if (digits && !/^(\+?86)?1\d{10}$/.test(digits)) out.recipient_mobile = '手机号是 1 开头的 11 位数字,请核对。'
  return out
}

/** The form as the contract wants it. */
export function recordOf(form: Form, confirmDuplicate: boolean): NewRecord {
  const { item, accepted_on, completed_on, recipient_name, recipient_mobile } = form
  const reason = form.insist_reason.trim()
  return {
    item: item.trim(), category: form.category || 'licence', accepted_on, completed_on,
    recipient_name: recipient_name.trim(), recipient_mobile: recipient_mobile.trim(),
    ...(confirmDuplicate ? { confirm_duplicate: true } : {}),
    ...(reason ? { insist_reason: reason } : {}),
  }
}

/** The form of a record as it stands, to be corrected. Who was served is masked, and typed anew where it was wrong. */
export const formOf = ({ item, category, accepted_on, completed_on, insist_reason }: ServiceRecord): Form => ({
  item, category, accepted_on, completed_on, recipient_name: '', recipient_mobile: '', insist_reason: insist_reason ?? '',
})

/** The form as a correction: a recipient that was left out stays. */
export function correctionOf(form: Form, confirmDuplicate: boolean): Correction {
  const { recipient_name, recipient_mobile, ...rest } = recordOf(form, confirmDuplicate)
  return { ...rest, ...(recipient_name ? { recipient_name } : {}), ...(recipient_mobile ? { recipient_mobile } : {}) }
}

/** The same again for the next recipient: what is a person's never stays. */
export const nextForm = (form: Form): Form => ({ ...form, recipient_name: '', recipient_mobile: '', insist_reason: '' })
