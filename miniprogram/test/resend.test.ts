import { effectScope } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { answers, networkBack, sent } from './phone'

const load = async () => ({ ...(await import('../src/lib/resend')), ...(await import('../src/api/client')) })
const move = { move: 'accept' as const, version: 2 }
const moved = { status: 200, data: { id: 1, version: 3 } }
const refusal = (status: number, code: string) => ({ status, data: { error: { code, message: '不行。' } } })

async function page() {
  const { call, useResend } = await load()
  const scope = effectScope()
  const { resend, resending, stop } = scope.run(() => useResend())!
  return { resending, stop, leave: () => scope.stop(), sending: resend(() => call('post', '/api/v1/complaints/{id}/moves', { at: { id: 1 }, body: move })) }
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('what had no answer', () => {
  it('goes again by itself, unchanged, until there is one', async () => {
    answers('lost', { status: 502, data: '<html>bad gateway</html>' }, refusal(503, 'unavailable'), moved)
    const { resending, sending } = await page()
    await vi.advanceTimersByTimeAsync(0)
    expect(resending.value).toBe(true)
    await vi.advanceTimersByTimeAsync(7_000)
    expect(await sending).toMatchObject({ version: 3 })
    expect(sent.map((one) => one.data)).toEqual([move, move, move, move])
    expect(resending.value).toBe(false)
  })

  it.each([['a refusal', 409, 'complaint_changed'], ['too many at once', 429, 'too_many_requests'], ['a fault of the server', 500, 'internal']])(
    'goes no further with %s', async (_, status, code) => {
      answers('lost', refusal(status, code))
      const { resending, sending } = await page()
      const end = expect(sending).rejects.toMatchObject({ code })
      await vi.advanceTimersByTimeAsync(60_000)
      await end
      expect([sent.length, resending.value]).toEqual([2, false])
    })

  it('goes at once when the network is back', async () => {
    answers('lost', 'lost', 'lost', 'lost', moved)
    const { sending } = await page()
    await vi.advanceTimersByTimeAsync(7_500) // the fourth is lost; the next would go in eight seconds
    expect(sent.length).toBe(4)
    networkBack()
    await vi.advanceTimersByTimeAsync(0)
    expect(await sending).toMatchObject({ version: 3 })
  })

  it('waits no longer than the person does, and not beyond its page', async () => {
    for (const end of ['stop', 'leave'] as const) {
      sent.length = 0
      answers('lost')
      const one = await page()
      const ended = expect(one.sending).rejects.toMatchObject({ name: 'Unreached' })
      await vi.advanceTimersByTimeAsync(500)
      one[end]()
      await vi.advanceTimersByTimeAsync(60_000)
      await ended
      expect([sent.length, one.resending.value]).toEqual([1, false])
    }
  })
})
