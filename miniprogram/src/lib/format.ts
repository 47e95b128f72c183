// How days, moments, spans and points read. All in the county's zone, whatever the phone's is.
const hour = 3_600_000
const dayLong = 24 * hour
const zone = 8 * hour
const weekdays = ['周日', '周一', '周二', '周三', '周四', '周五', '周六']

/** The moment's date and time in the county, as UTC parts. */
function parts(at: string | number): Date {
  return new Date((typeof at === 'number' ? at : Date.parse(at)) + zone)
}

const two = (n: number): string => String(n).padStart(2, '0')

/** The day in the county of a moment: YYYY-MM-DD. */
export const dayOf = (at: string | number): string => parts(at).toISOString().slice(0, 10)

/** 9月27日 周三 */
export function dayName(day: string): string {
  const d = new Date(`${day}T00:00:00Z`)
  return `${d.getUTCMonth() + 1}月${d.getUTCDate()}日 ${weekdays[d.getUTCDay()]}`
}

/** 今天, 昨天 or 9月25日 周一, seen from a day. */
export function nearDay(day: string, today: string): string {
  if (day === today) return '今天'
  return day === addDays(today, -1) ? '昨天' : dayName(day)
}

/** The day some days later. */
export const addDays = (day: string, n: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + n * dayLong).toISOString().slice(0, 10)

/** 9月28日11:30 */
export function momentName(at: string | number): string {
  const d = parts(at)
  return `${d.getUTCMonth() + 1}月${d.getUTCDate()}日${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`
}

/** 9:27 or 9月27日09:27 on another day than today. */
export function timeName(at: string | number, today: string): string {
  const d = parts(at)
  return dayOf(at) === today ? `今天${two(d.getUTCHours())}:${two(d.getUTCMinutes())}` : momentName(at)
}

/** What is left until a moment: 3天4小时, 2小时05分, 09分30秒; '' once it has come. */
export function left(until: string | number, now: number): string {
  const span = Math.floor(((typeof until === 'number' ? until : Date.parse(until)) - now) / 1000)
  if (span <= 0) return ''
  const [d, h, m, s] = [Math.floor(span / 86_400), Math.floor(span / 3600) % 24, Math.floor(span / 60) % 60, span % 60]
  if (d > 0) return `${d}天${h}小时`
  return h > 0 ? `${h}小时${two(m)}分` : `${two(m)}分${two(s)}秒`
}

/** How pressing a deadline is. */
export function pressure(until: string | number, now: number): 'good' | 'warn' | 'bad' {
  const span = (typeof until === 'number' ? until : Date.parse(until)) - now
  if (span <= hour / 2) return 'bad'
  return span <= 3 * hour ? 'warn' : 'good'
}

/** Points as people read them: 96.5000 is 96.5, and -0.3000 is −0.3. */
export function points(text: string | undefined): string {
  if (text === undefined || text === '') return '—'
  const [whole = '0', fraction = ''] = text.split('.')
  const short = fraction.replace(/0+$/, '')
  return (short ? `${whole}.${short}` : whole).replace('-', '−')
}
