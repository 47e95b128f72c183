import type { components } from './schema.gen'

/** A fault of one field, with what could stand there instead. */
export type FieldError = components['schemas']['FieldError']
type ErrorBody = components['schemas']['Error']['error']

/** The server has said no: its code, and the sentence for the person. */
export class Refusal extends Error {
  readonly code: string
  readonly fields: FieldError[]
  readonly earlier: components['schemas']['Record'] | undefined

  constructor(
    readonly status: number,
    body: Partial<ErrorBody>,
  ) {
    super(sentence(body))
    this.name = 'Refusal'
    this.code = body.code ?? ''
    this.fields = body.fields ?? []
    this.earlier = body.earlier
  }

  /** Whether sending the same again later may succeed: it is the server's trouble, not the sender's. */
  get passing(): boolean {
    return this.status >= 500 || this.status === 429
  }
}

function sentence(body: Partial<ErrorBody>): string {
  const message = body.message ?? '服务器没有正常回答,请稍后重试。'
  return body.request_id ? `${message}(编号 ${body.request_id})` : message
}

/** No answer came: whether the server has done it is unknown. */
export class Unreached extends Error {
  constructor() {
    super('网络不通,没有收到服务器的回答。请检查网络后重试。')
    this.name = 'Unreached'
  }
}

/** The sentence to show for whatever went wrong. */
export function sentenceOf(error: unknown): string {
  return error instanceof Refusal || error instanceof Unreached ? error.message : '程序出错了,请关闭后重新打开再试。'
}
