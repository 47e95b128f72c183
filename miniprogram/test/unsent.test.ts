import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { answers, sent, storage } from './phone'

const load = async () => ({ ...(await import('../src/lib/unsent')), ...(await import('../src/lib/queue')), ...(await import('../src/lib/session')) })
const day = 24 * 3_600_000
const body = {
  item: '护照办理', category: 'licence' as const, accepted_on: '2023-09-27', completed_on: '2023-09-27',
  recipient_name: '李小红', recipient_mobile: '13800000012',
}
const of = (account: string, age: number) => ({ key: `${account} ${age}`, account, body, at: Date.now() - age })

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => vi.useRealTimers())

describe('what is too old leaves the phone when the app opens', () => {
  it.each([
    ['a moment', 0, true],
    ['three days but a second', 3 * day - 1000, true],
    ['three days', 3 * day, false],
    ['a month', 30 * day, false],
    ['of tomorrow, by a clock that was put back', -day, true],
    ['of next week, by a clock that was put back', -7 * day, false],
  ])('%s', async (_, age, stays) => {
    storage.set('unsent', [of('pyxgaj01', age)])
    const { unsent } = await load()
    unsent() // as App does each time that the app is shown
    expect(storage.has('unsent')).toBe(stays)
  })

  it('whoever’s it is, and nobody logged in', async () => {
    storage.set('unsent', [of('pyxgaj01', 4 * day), of('pyxfgj001', 0), of('pyxfgj001', 4 * day)])
    const { session, unsent } = await load()
    expect(session.account()).toBeUndefined()
    expect(unsent()).toMatchObject([{ account: 'pyxfgj001' }])
    expect(storage.get('unsent')).toHaveLength(1)
    expect(JSON.stringify(storage.get('unsent'))).not.toContain(`${4 * day}`)
  })

  it('is shown and sent no more by a queue that was there before', async () => {
    const { keepFor, queue, unsent } = await load()
    answers('lost')
    await queue.submit('pyxgaj01', body).catch(() => undefined)
    vi.setSystemTime(Date.now() + keepFor)
    expect(queue.of('pyxgaj01')).toEqual([])
    unsent()
    sent.length = 0
    await queue.retry('pyxgaj01')
    expect([storage.has('unsent'), sent.length]).toEqual([false, 0])
  })

  it('leaves what is in time to the account whose log-in has ended, to be sent once it is back', async () => {
    const { queue, unsent } = await load()
    answers({ status: 401, data: { error: { code: 'unauthenticated', message: '请先登录。' } } })
    await queue.submit('pyxgaj01', body).catch(() => undefined)
    unsent()
    answers({ status: 201, data: { id: 1 } })
    expect(await queue.retry('pyxgaj01')).toBe(1)
    expect(storage.has('unsent')).toBe(false)
  })
})
