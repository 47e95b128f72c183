import type { components } from './schema.gen'

type LogIn = { 201: { content: { 'application/json': components['schemas']['LogIn'] } } }
/** Operations agreed on that openapi.yaml does not have yet. */
export interface Coming {
  '/api/v1/mini/sessions': { post: { requestBody: { content: { 'application/json': { js_code: string } } }; responses: LogIn } }
  '/api/v1/mini/bindings': { post: { requestBody: { content: { 'application/json': { js_code: string; code: string } } }; responses: LogIn } }
}
