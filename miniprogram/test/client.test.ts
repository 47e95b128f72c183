import { describe, expect, it } from 'vitest'
import { answers, sent, storage } from './phone'

const load = async () => ({
  ...(await import('../src/api/client')), ...(await import('../src/api/refusal')), ...(await import('../src/lib/session')),
})
const logIn = { token: 'T', expires_at: '2023-10-27T09:00:00+08:00', account: { account: 'pyxgaj01', role: 'liaison' as const, state: 'active' as const, section_no: 56, holder: '王**' } }

describe('the client', () => {
  it('fills paths and queries, and escapes what it is given', async () => {
    const { address } = await load()
    expect(address('/api/v1/codes/{code}', { code: 'a/b' })).toBe('/api/v1/codes/a%2Fb')
    expect(address('/api/v1/records', {}, { limit: 20, cursor: undefined, q: '护照 办理' })).toBe('/api/v1/records?limit=20&q=%E6%8A%A4%E7%85%A7%20%E5%8A%9E%E7%90%86')
  })

  it('shows its log-in and the key of a submission', async () => {
    const { call, session } = await load()
    session.begin(logIn)
    answers({ status: 201, data: {} })
    await call('post', '/api/v1/nil-reports', { body: { on: '2023-09-27' }, key: 'k-12345678' })
    expect(sent[0]).toMatchObject({ method: 'POST', url: '/api/v1/nil-reports', data: { on: '2023-09-27' } })
    expect(sent[0]?.header).toMatchObject({ Authorization: 'Bearer T', 'Idempotency-Key': 'k-12345678' })
  })

  it('tells a refusal with its sentence and its fields', async () => {
    const { call, Refusal } = await load()
    answers({ status: 422, data: { error: { code: 'too_long', message: '太长了。', fields: [{ name: 'item', code: 'too_long', message: '最多10个字。', suggestion: '护照办理' }] } } })
    const error = await call('get', '/api/v1/duty').catch((e: unknown) => e)
    expect(error).toBeInstanceOf(Refusal)
    expect(error).toMatchObject({ code: 'too_long', message: '太长了。', status: 422, passing: false, fields: [{ name: 'item', suggestion: '护照办理' }] })
  })

  it('tells no answer from a refusal', async () => {
    const { call, Unreached } = await load()
    answers('lost')
    await expect(call('get', '/api/v1/clock')).rejects.toBeInstanceOf(Unreached)
  })

  it('gives the number of an unforeseen error', async () => {
    const { call } = await load()
    answers({ status: 500, data: { error: { code: 'internal', message: '系统出错了。', request_id: 'ab12' } } })
    await expect(call('get', '/api/v1/clock')).rejects.toMatchObject({ message: '系统出错了。(编号 ab12)', passing: true })
  })

  it('says something where a gateway answers instead of the program', async () => {
    const { call } = await load()
    answers({ status: 502, data: '<html>bad gateway</html>' })
    await expect(call('get', '/api/v1/clock')).rejects.toMatchObject({ message: '服务器没有正常回答,请稍后重试。', passing: true })
  })

  it('ends a log-in that the server has ended, and remembers that it was', async () => {
    const { call, session } = await load()
    session.begin(logIn)
    answers({ status: 401, data: { error: { code: 'unauthenticated', message: '请先登录。' } } })
    await expect(call('get', '/api/v1/duty')).rejects.toMatchObject({ code: 'unauthenticated' })
    expect([session.token(), session.expired(), storage.has('session')]).toEqual([undefined, true, false])
  })

  it('does not take a wrong password for the end of a log-in', async () => {
    const { call, session } = await load()
    answers({ status: 401, data: { error: { code: 'login_failed', message: '账号或密码不对。' } } })
    await expect(call('post', '/api/v1/sessions', { body: { account: 'a', password: 'b' } })).rejects.toMatchObject({ code: 'login_failed' })
    expect(session.expired()).toBe(false)
  })

  it('keeps no name of a person with the log-in', async () => {
    const { session } = await load()
    session.begin(logIn)
    expect(JSON.stringify(storage.get('session'))).not.toContain('王')
  })
})
