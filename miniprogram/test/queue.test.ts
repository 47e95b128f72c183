import { afterEach, describe, expect, it, vi } from 'vitest'
import { answers, sent, storage } from './phone'

const load = async () => (await import('../src/lib/queue'))
const body = {
  item: '护照办理', category: 'licence' as const, accepted_on: '2023-09-27', completed_on: '2023-09-27',
  recipient_name: '李小红', recipient_mobile: '13800000012',
}
const refusal = (status: number, code: string) => ({ status, data: { error: { code, message: '不行。' } } })
const accepted = { status: 201, data: { id: 1, item: '护照办理' } }
const keyOf = (at: number) => sent[at]?.header['Idempotency-Key']

afterEach(() => vi.useRealTimers())

describe('a record on its way', () => {
  it('is on the phone before it is sent, and gone once it has arrived', async () => {
    const { queue } = await load()
    let during: unknown
    answers(() => {
      during = storage.get('unsent')
      return accepted
    })
    await queue.submit('pyxgaj01', body)
    expect(during).toMatchObject([{ account: 'pyxgaj01', body }])
    expect(storage.has('unsent')).toBe(false)
  })

  it('stays where no answer came, and is sent again with the same key and body', async () => {
    const { queue } = await load()
    answers('lost', accepted)
    await expect(queue.submit('pyxgaj01', body)).rejects.toMatchObject({ name: 'Unreached' })
    expect(queue.of('pyxgaj01')).toHaveLength(1)
    expect(await queue.retry('pyxgaj01')).toBe(1)
    expect(keyOf(1)).toBe(keyOf(0))
    expect(sent[1]?.data).toEqual(sent[0]?.data)
    expect(storage.has('unsent')).toBe(false)
  })

  it.each([['the server in trouble', 503, 'unavailable'], ['too many at once', 429, 'too_many_requests'], ['a log-in that has ended', 401, 'unauthenticated']])(
    'stays with %s', async (_, status, code) => {
      const { queue } = await load()
      answers(refusal(status, code))
      await expect(queue.submit('pyxgaj01', body)).rejects.toMatchObject({ code })
      expect(queue.of('pyxgaj01')).toHaveLength(1)
    })

  it('goes with a refusal: the person has it before their eyes', async () => {
    const { queue } = await load()
    answers(refusal(422, 'deadline_passed'))
    await expect(queue.submit('pyxgaj01', body)).rejects.toMatchObject({ code: 'deadline_passed' })
    expect(storage.has('unsent')).toBe(false)
  })

  it('that is refused when sent again is told, and the next are sent all the same', async () => {
    const { queue } = await load()
    answers('lost')
    await queue.submit('pyxgaj01', body).catch(() => undefined)
    await queue.submit('pyxgaj01', { ...body, item: '签证办理' }).catch(() => undefined)
    answers(refusal(422, 'deadline_passed'), accepted)
    expect(await queue.retry('pyxgaj01')).toBe(1)
    expect(queue.refused()).toMatchObject([{ item: { body: { item: '护照办理' } }, error: { code: 'deadline_passed' } }])
    expect(queue.of('pyxgaj01')).toHaveLength(0)
  })

  it('has a key of its own', async () => {
    const { queue } = await load()
    answers(accepted)
    await queue.submit('pyxgaj01', body)
    await queue.submit('pyxgaj01', body)
    expect(keyOf(0)).toMatch(/^[0-9a-f]{32}$/)
    expect(keyOf(1)).not.toBe(keyOf(0))
  })
})

describe('what others and later times see', () => {
  it('is nothing of another account on the same phone', async () => {
    const { queue } = await load()
    answers('lost')
    await queue.submit('pyxgaj01', body).catch(() => undefined)
    expect(queue.of('pyxfgj001')).toEqual([])
    sent.length = 0
    await queue.retry('pyxfgj001')
    expect(sent).toEqual([])
  })

  it('is nothing after logging out', async () => {
    const { queue } = await load()
    answers('lost')
    await queue.submit('pyxgaj01', body).catch(() => undefined)
    queue.clear('pyxgaj01')
    expect(storage.has('unsent')).toBe(false)
  })

  it('is nothing after three days', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const { queue } = await load()
    const { keepFor } = await import('../src/lib/unsent')
    answers('lost')
    await queue.submit('pyxgaj01', body).catch(() => undefined)
    vi.setSystemTime(Date.now() + keepFor)
    sent.length = 0
    await queue.retry('pyxgaj01')
    expect([storage.has('unsent'), sent.length]).toEqual([false, 0])
  })
})

describe('a correction on its way', () => {
  it('goes to the record that it corrects, again with the same key after a lost answer', async () => {
    const { queue } = await load()
    answers('lost', accepted)
    await expect(queue.submit('pyxgaj01', { item: '签证办理' }, 7)).rejects.toMatchObject({ name: 'Unreached' })
    expect(storage.get('unsent')).toMatchObject([{ corrects: 7 }])
    expect(await queue.retry('pyxgaj01')).toBe(1)
    expect(sent.map((one) => one.url)).toEqual(['/api/v1/records/7/correction', '/api/v1/records/7/correction'])
    expect(keyOf(1)).toBe(keyOf(0))
  })
})
