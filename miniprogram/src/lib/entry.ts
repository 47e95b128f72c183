// How people come in: by the link on a poster, https://HOST/c/CODE, in whichever program opens it.

/** The route of the page that a poster leads to. */
export const complainPage = '/pages/complain/complain'

const posted = /\/c\/([^/?#]+)/

/** The code in the address of a poster; '' where there is none. */
export function codeOf(address: string): string {
  const found = posted.exec(address)
  return found?.[1] ? decodeURIComponent(found[1]) : ''
}

/**
 * The code that a page was opened with. `q` is the poster's address, escaped, by WeChat's rule for ordinary links; `scene`
 * is the escaped parameter of a mini-program code (`c=CODE` or the code alone); `code` is our own link.
 */
export function codeFrom(query: { q?: string; scene?: string; code?: string }): string {
  if (query.q) return codeOf(decodeURIComponent(query.q))
  if (query.scene) return decodeURIComponent(query.scene).replace(/^c=/, '')
  return query.code ?? ''
}

/** On H5 the server answers /c/CODE with the app itself: take the address of the page it is for, before the router looks. */
export function openCode(location: Pick<Location, 'pathname'>, history: Pick<History, 'replaceState'>): void {
  const code = location.pathname.startsWith('/c/') ? codeOf(location.pathname) : ''
  if (code) history.replaceState(null, '', `/m${complainPage}?code=${encodeURIComponent(code)}`)
}
