// Answers whose shape openapi.yaml leaves to Go types: what of them the app reads. Points are strings of four decimals.

/** internal/proposals.Shown */
export interface Proposal {
  id: number
  state: string
  kind: string
  section?: number
  indicator?: string
  clause?: string
  points?: string
  matter?: string
  on: string
  entry?: number
  proposed_at: string
  decided_at?: string
  reason?: string
}

/** internal/proposals.ShownAppeal */
export interface Appeal {
  id: number
  entry: number
  state: string
  appealed_at: string
  decided_at?: string
}

export interface Indicator {
  score: string
  pending: boolean
}

/** scoring.SectionResult */
export interface Scores {
  indicators: Record<string, Indicator>
  bonus: string
  daily: string
  daily_rank: number
  total: string | null
  total_rank: number | null
}

/** internal/boards.View */
export interface Board {
  as_of: string
  sections: {
    section_no: number
    unit_no: number
    name: string
    unit_name: string
    daily_rank?: number
    total_rank?: number
    scores?: Scores
  }[]
}

/** internal/boards.ShownNode: one number, and of what it was made. */
export interface Node {
  op: string
  label: string
  value: string
  exact: string
  clause?: string
  basis?: string
  entry?: string
  note?: string
  children?: Node[]
}

/** internal/boards.ShownExplained */
export interface Explanation {
  as_of: string
  name: string
  scores: Scores
  daily: Node | null
  total: Node | null
  causes: { seq: number; on: string; words: string }[]
  history: { on: string; daily: string; daily_rank: number }[]
}

/** internal/boards.Change */
export interface BoardChange {
  section_no: number
  daily_from?: string
  daily_to: string
  rank_from?: number
  rank_to?: number
}
