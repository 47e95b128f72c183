type JSONOf<T> = { content: { 'application/json': T } }

/** Operations agreed on that openapi.yaml may not have yet; what it has, it says. */
export interface Coming {
  '/api/v1/me/consents': {
    get: { responses: { 200: JSONOf<{ items: { kind: string; template_id: string; ask: boolean }[] }> } }
    post: { requestBody: JSONOf<Record<string, string>>; responses: { 204: object } }
  }
}
