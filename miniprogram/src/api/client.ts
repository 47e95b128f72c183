// The one client: every request of the app goes through here, over uni.request (uni.uploadFile for photos, which the
// mini-program can send in no other way).
import { session } from '../lib/session'
import { Refusal, Unreached } from './refusal'
import type { paths } from './schema.gen'

type Method = 'get' | 'post' | 'put' | 'delete'
type Operation<P extends keyof paths, M extends Method> = M extends keyof paths[P] ? paths[P][M] : never
type Content<T> = T extends { content: { 'application/json': infer Body } } ? Body : undefined
type Good<R> = R extends Record<number, unknown> ? Content<R[keyof R & (200 | 201 | 202)]> : undefined

/** What an operation answers. */
export type Answer<P extends keyof paths, M extends Method> = Operation<P, M> extends { responses: infer R } ? Good<R> : never
/** What an operation takes. */
export type Body<P extends keyof paths, M extends Method> = Operation<P, M> extends { requestBody: infer B } ? Content<B> : undefined
type Query<P extends keyof paths, M extends Method> = Operation<P, M> extends { parameters: { query?: infer Q } } ? Q : never

export interface Options<P extends keyof paths, M extends Method> {
  /** For the {names} in the path. */
  at?: Record<string, string | number>
  query?: Query<P, M>
  body?: Body<P, M>
  /** The Idempotency-Key. */
  key?: string
  headers?: Record<string, string>
  /** Milliseconds. */
  timeout?: number
}

/** Where the program is: the mini-program is told when it is built, the H5 page came from there. */
export const host: string = import.meta.env.VITE_HOST ?? ''

/** How long to wait for an answer, in milliseconds. */
const patience = 15_000

/** Calls an operation of openapi.yaml. Errors: Refusal, Unreached. */
export async function call<P extends keyof paths, M extends Method>(method: M, path: P, options: Options<P, M> = {}): Promise<Answer<P, M>> {
  const answer = await send({
    url: host + address(path, options.at, options.query as Record<string, unknown> | undefined),
    method: method.toUpperCase() as 'GET',
    data: options.body as object | undefined,
    header: headers(options),
    timeout: options.timeout ?? patience,
  })
  return answer.data as unknown as Answer<P, M>
}

/** Sends a file's bytes as the body, and reads JSON back. */
export async function callWithFile<T>(path: string, query: Record<string, unknown>, file: ArrayBuffer, key: string): Promise<T> {
  const answer = await send({
    url: host + address(path, undefined, query),
    method: 'POST',
    data: file,
    header: { ...headers({ key }), 'Content-Type': 'application/octet-stream' },
    timeout: 60_000,
  })
  return answer.data as T
}

/** Fetches a file's bytes. */
export async function fetchFile(path: string, header: Record<string, string> = {}): Promise<ArrayBuffer> {
  const answer = await send({
    url: host + path, method: 'GET', header: { ...headers({}), ...header }, responseType: 'arraybuffer', timeout: 60_000,
  })
  return answer.data as ArrayBuffer
}

/** Sends a photo of the phone as multipart/form-data; progress is in percent. */
export function sendPhoto(path: string, file: string, key: string, progress: (percent: number) => void): Promise<{ id: string }> {
  return new Promise((resolve, reject) => {
    const task = uni.uploadFile({
      url: host + path,
      filePath: file,
      name: 'photo',
      header: headers({ key }),
      timeout: 60_000,
      success: (answer) => {
        const data = parsed(answer.data)
        if (answer.statusCode >= 200 && answer.statusCode < 300) resolve(data as { id: string })
        else reject(refusalOf(answer.statusCode, data))
      },
      fail: () => reject(new Unreached()),
    })
    task.onProgressUpdate?.((at) => progress(at.progress))
  })
}

function send(request: UniApp.RequestOptions): Promise<UniApp.RequestSuccessCallbackResult> {
  return new Promise((resolve, reject) => {
    uni.request({
      ...request,
      success: (answer) => {
        if (answer.statusCode >= 200 && answer.statusCode < 300) resolve(answer)
        else if (answer.statusCode > 0) reject(refusalOf(answer.statusCode, parsed(answer.data)))
        else reject(new Unreached())
      },
      fail: () => reject(new Unreached()),
    })
  })
}

/** An answer to a log-in that has ended ends it here too: the pages then ask to log in again. */
function refusalOf(status: number, data: unknown): Refusal {
  const refusal = new Refusal(status, (data as { error?: object } | undefined)?.error ?? {})
  if (refusal.code === 'unauthenticated') session.expire()
  return refusal
}

function parsed(data: unknown): unknown {
  const text = data instanceof ArrayBuffer ? utf8(data) : data
  if (typeof text !== 'string') return text
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** The mini-program has no TextDecoder. */
function utf8(bytes: ArrayBuffer): string {
  const escaped = Array.from(new Uint8Array(bytes), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
  try {
    return decodeURIComponent(escaped)
  } catch {
    return ''
  }
}

function headers(options: { key?: string; headers?: Record<string, string> }): Record<string, string> {
  const out: Record<string, string> = { ...options.headers }
  const token = session.token()
  if (token) out.Authorization = `Bearer ${token}`
  if (options.key) out['Idempotency-Key'] = options.key
  return out
}

/** The path with its {names} filled in and what was asked for behind it. */
export function address(path: string, at: Record<string, string | number> = {}, query: Record<string, unknown> = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(at[name])))
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
  return pairs.length ? `${filled}?${pairs.join('&')}` : filled
}
