import type { components } from './schema.gen'
import type { Kind } from '../lib/consent'

type JSONOf<T> = { content: { 'application/json': T } }
type LogIn = { 201: JSONOf<components['schemas']['LogIn']> }
/** Operations agreed on that openapi.yaml does not have yet. */
export interface Coming {
  '/api/v1/mini/sessions': { post: { requestBody: JSONOf<{ js_code: string }>; responses: LogIn } }
  '/api/v1/mini/bindings': { post: { requestBody: JSONOf<{ js_code: string; code: string }>; responses: LogIn } }
  '/api/v1/me/consents': {
    get: { responses: { 200: JSONOf<{ items: { kind: Kind; template_id: string; balance: number }[] }> } }
    post: { requestBody: JSONOf<Partial<Record<Kind, 'accept' | 'reject'>>>; responses: { 204: object } }
  }
}
