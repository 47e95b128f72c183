import { session } from './session'

export const pages = {
  home: '/pages/home/home',
  complain: '/pages/complain/complain',
  receipt: '/pages/receipt/receipt',
  login: '/pages/login/login',
  duty: '/pages/liaison/duty',
  report: '/pages/liaison/report',
  records: '/pages/liaison/records',
  missed: '/pages/liaison/missed',
  upload: '/pages/liaison/upload',
  unit: '/pages/manager/unit',
  section: '/pages/manager/section',
  deductions: '/pages/manager/deductions',
  cases: '/pages/manager/cases',
  case: '/pages/manager/case',
  notices: '/pages/me/notices',
  me: '/pages/me/me',
} as const

export type PageName = keyof typeof pages

/** The address of a page with what it is asked. */
export function link(page: PageName, query: Record<string, string | number> = {}): string {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
  return pairs.length ? `${pages[page]}?${pairs.join('&')}` : pages[page]
}

/** Opens a page on top of this one. */
export const open = (page: PageName, query?: Record<string, string | number>): void => {
  void uni.navigateTo({ url: link(page, query) })
}

/** Goes to a page instead of all that are open: nothing to go back to. */
export const turnTo = (page: PageName): void => {
  void uni.reLaunch({ url: pages[page] })
}

/** Where an account works. */
export function workPage(role: string | undefined): PageName {
  if (role === 'liaison') return 'duty'
  return role === 'unit_manager' ? 'unit' : 'notices'
}

/** Sends whoever is not logged in to the log-in. Returns whether the page may go on. */
export function needSession(): boolean {
  if (session.account()) return true
  turnTo('login')
  return false
}
