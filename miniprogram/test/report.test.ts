import { expect, it } from 'vitest'
import { missing, nextForm, recordOf, type Form } from '../src/lib/report'

const form: Form = {
  item: '护照办理', category: 'licence', accepted_on: '2023-09-26', completed_on: '2023-09-27',
  recipient_name: '李小红', recipient_mobile: '138 0000 0012', insist_reason: '',
}

it('finds nothing missing in a whole form', () => expect(missing(form)).toEqual({}))
it.each([
  ['item', { item: ' ' }],
  ['category', { category: '' as const }],
  ['accepted_on', { accepted_on: '2023-09-28' }],
  ['recipient_name', { recipient_name: '' }],
  ['recipient_mobile', { recipient_mobile: '1380000001' }],
  ['recipient_mobile', { recipient_mobile: '' }],
])('says what is wrong with %s', (field, change) => expect(Object.keys(missing({ ...form, ...change }))).toEqual([field]))
it('takes a number with the country’s prefix', () => expect(missing({ ...form, recipient_mobile: '+86 13800000012' })).toEqual({}))
it('says nothing of duplicates or reasons that nobody gave', () => {
  expect(recordOf(form, false)).not.toHaveProperty('confirm_duplicate')
  expect(recordOf(form, false)).not.toHaveProperty('insist_reason')
  expect(recordOf({ ...form, insist_reason: '清单原文' }, true)).toMatchObject({ confirm_duplicate: true, insist_reason: '清单原文' })
})
it('never carries a person over to the next record', () =>
  expect(nextForm({ ...form, insist_reason: '清单原文' })).toEqual({ ...form, recipient_name: '', recipient_mobile: '', insist_reason: '' }))
