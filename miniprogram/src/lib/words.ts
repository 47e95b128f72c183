import type { components } from '../api/schema.gen'

type Category = components['schemas']['Category']
type Role = components['schemas']['Role']

/** The categories, in the order they are offered. */
export const categories: { value: Category; label: string }[] = [
  { value: 'licence', label: '许可' },
  { value: 'penalty', label: '处罚' },
  { value: 'power', label: '其他权力' },
  { value: 'advice', label: '咨询服务' },
  { value: 'complaint', label: '投诉' },
]

export const categoryName = (value: string): string => categories.find((c) => c.value === value)?.label ?? value

const roles: Partial<Record<Role, string>> = {
  liaison: '科室联络员', unit_manager: '单位管理员', review_office: '县评议办', work_committee: '机关工委', petitions_bureau: '县信访局',
  justice_bureau: '县司法局', service_centre: '政务服务中心', auditor: '审计', administrator: '系统管理员',
}

export const roleName = (role: Role): string => roles[role] ?? role

export const indicators: { key: string; label: string }[] = [
  { key: 'satisfaction', label: '满意度' },
  { key: 'stations', label: '亲清联络站' },
  { key: 'hotline', label: '民呼我为' },
  { key: 'complaints', label: '网络监督投诉' },
  { key: 'enforcement', label: '行政执法' },
  { key: 'management', label: '管理单位评价' },
  { key: 'supervision', label: '监督检查' },
  { key: 'online', label: '网络评价' },
]

export const indicatorName = (key: string | undefined): string => indicators.find((i) => i.key === key)?.label ?? key ?? ''

const states: Record<string, string> = { proposed: '待确认', examined: '待确认', confirmed: '已入账', declined: '未采纳', withdrawn: '已撤回' }
/** How far a proposed deduction is. */
export const deductionState = (state: string): string => states[state] ?? state

const appealStates: Record<string, string> = { open: '申诉中', upheld: '申诉成立', rejected: '申诉未成立' }
export const appealState = (state: string): string => appealStates[state] ?? state

const moves: Record<string, string> = {
  receive: '提交投诉', assign: '交办', accept: '受理', answer: '答复', found: '认定属实', unfound: '认定不属实', propose_out_of_duty: '提出不属本单位职责',
  propose_unreasonable: '提出诉求不合理', confirm: '同意', refuse: '不同意', mark_duplicate: '认定为重复投诉', withdraw: '撤回', solved: '评价:已解决',
  not_solved: '评价:没解决', object: '提出异议', close: '办结', escalate: '催办',
}
/** What was done to a complaint. */
export const moveName = (move: string): string => moves[move] ?? move

/** How much time a complaint's handler has; the days are working days. */
export function daysLeftText(one: { overdue: boolean; overdue_deadline?: 'accept' | 'answer'; days_left?: number }): string {
  if (one.overdue) return one.overdue_deadline === 'accept' ? '受理已超时' : '答复已超时'
  if (one.days_left === undefined) return '没有在走的时限'
  return one.days_left === 0 ? '今天到期' : `还有 ${one.days_left} 个工作日`
}
