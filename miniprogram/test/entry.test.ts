import { describe, expect, it, vi } from 'vitest'
import { codeFrom, openCode } from '../src/lib/entry'

describe('the code of a poster', () => {
  it.each([
    ['by WeChat’s rule for ordinary links', { q: encodeURIComponent('https://wp.example.gov.cn/c/z7f8rxr0sd6x?from=x') }, 'z7f8rxr0sd6x'],
    ['by a mini-program code', { scene: encodeURIComponent('c=z7f8rxr0') }, 'z7f8rxr0'],
    ['by a scene that is the code', { scene: 'z7f8rxr0' }, 'z7f8rxr0'],
    ['by our own link', { code: 'z7f8-rxr0' }, 'z7f8-rxr0'],
    ['of another link: none', { q: encodeURIComponent('https://wp.example.gov.cn/about') }, ''],
    ['of nothing: none', {}, ''],
  ])('%s', (_, query, code) => expect(codeFrom(query)).toBe(code))
})

describe('on H5', () => {
  it('takes the address of the page that the code is for', () => {
    const replaceState = vi.fn()
    openCode({ pathname: '/c/z7f8' }, { replaceState })
    expect(replaceState).toHaveBeenCalledWith(null, '', '/m/pages/complain/complain?code=z7f8')
  })
  it('leaves every other address alone', () => {
    const replaceState = vi.fn()
    openCode({ pathname: '/m/pages/home/home' }, { replaceState })
    expect(replaceState).not.toHaveBeenCalled()
  })
})
