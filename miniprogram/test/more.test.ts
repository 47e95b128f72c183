import { describe, expect, it } from 'vitest'
import { everything } from '../src/lib/more'

describe('all of a list', () => {
  const pages: Record<string, { items: number[]; next?: string }> = { '': { items: [1, 2], next: 'b' }, b: { items: [3], next: 'c' }, c: { items: [] } }

  it('is read page after page', async () => {
    expect(await everything(async (cursor) => pages[cursor ?? '']!)).toEqual([1, 2, 3])
  })

  it('is not shown in part where a page does not come', async () => {
    await expect(everything(async (cursor) => (cursor ? Promise.reject(new Error('lost')) : pages['']!))).rejects.toThrow('lost')
  })
})
