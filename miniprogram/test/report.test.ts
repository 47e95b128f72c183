import { expect, it } from 'vitest'
import { correctionOf, formOf, missing, nextForm, recordOf, type Form } from '../src/lib/report'

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
it('begins a correction with the record, and with nobody in it', () => {
  const record = {
    ...form, id: 7, section_no: 56, category: 'licence' as const, recipient_name: '李**', recipient_mobile: '138******12',
    received_at: '2023-09-27T09:00:00+08:00', deadline: '2023-09-28T11:30:00+08:00', timeliness: 'same_day' as const,
  }
  expect(formOf(record)).toEqual({ ...form, recipient_name: '', recipient_mobile: '' })
})
it('leaves a recipient as they are whom the correction leaves out', () => {
  const left = { ...form, recipient_name: ' ', recipient_mobile: '' }
  expect(missing(left, true)).toEqual({})
  expect(correctionOf(left, false)).toEqual({ item: '护照办理', category: 'licence', accepted_on: '2023-09-26', completed_on: '2023-09-27' })
  expect(Object.keys(missing({ ...left, recipient_mobile: '1380000001' }, true))).toEqual(['recipient_mobile'])
  expect(correctionOf(form, true)).toMatchObject({ recipient_name: '李小红', confirm_duplicate: true })
})
