import { describe, expect, it } from 'vitest'
import { addDays, dayName, dayOf, left, momentName, nearDay, points, pressure, timeName } from '../src/lib/format'

describe('days and moments are the county’s', () => {
  it.each([
    ['2023-09-27T00:00:00+08:00', '2023-09-27'],
    ['2023-09-26T23:59:59+08:00', '2023-09-26'],
    ['2023-09-26T16:00:00Z', '2023-09-27'],
  ])('%s is on %s', (at, day) => expect(dayOf(at)).toBe(day))
  it('names a day', () => expect(dayName('2023-09-27')).toBe('9月27日 周三'))
  it('names near days', () => {
    expect(nearDay('2023-10-01', '2023-10-01')).toBe('今天')
    expect(nearDay('2023-09-30', '2023-10-01')).toBe('昨天')
    expect(nearDay('2023-09-29', '2023-10-01')).toBe('9月29日 周五')
  })
  it('crosses months and leap days', () => {
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29')
    expect(addDays('2023-01-01', -1)).toBe('2022-12-31')
  })
  it('names moments', () => {
    expect(momentName('2023-09-28T11:30:00+08:00')).toBe('9月28日11:30')
    expect(timeName('2023-09-28T11:30:00+08:00', '2023-09-28')).toBe('今天11:30')
  })
})

describe('what is left until a deadline', () => {
  const deadline = Date.parse('2023-09-27T11:30:00+08:00')
  it.each([
    ['three days and some', deadline - (3 * 86_400 + 4 * 3600) * 1000, '3天4小时'],
    ['hours', deadline - (2 * 3600 + 5 * 60) * 1000, '2小时05分'],
    ['minutes', deadline - 570_000, '09分30秒'],
    ['the last second', deadline - 1000, '00分01秒'],
    ['less than a second: it is over', deadline - 999, ''],
    ['the moment itself', deadline, ''],
    ['later', deadline + 1, ''],
  ])('%s', (_, now, text) => expect(left('2023-09-27T11:30:00+08:00', now)).toBe(text))
  it('presses more the nearer it is', () => {
    expect(pressure(deadline, deadline - 4 * 3_600_000)).toBe('good')
    expect(pressure(deadline, deadline - 3 * 3_600_000)).toBe('warn')
    expect(pressure(deadline, deadline - 1_800_000)).toBe('bad')
  })
})

it.each([['96.5000', '96.5'], ['40.0000', '40'], ['-0.3000', '−0.3'], ['0.0001', '0.0001'], [undefined, '—'], ['', '—']])('points %s read %s', (text, read) =>
  expect(points(text)).toBe(read))
