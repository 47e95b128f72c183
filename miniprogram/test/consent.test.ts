import { expect, it } from 'vitest'
import { verdicts, wanted } from '../src/lib/consent'

it('asks about the templates that the county has', () =>
  expect(wanted(['duty', 'summary'], { duty: 'T1' })).toEqual({ ids: ['T1'], kindOf: { T1: 'duty' } }))
it('takes everything that is no yes for a no, and what was not asked for nothing', () =>
  expect(verdicts({ errMsg: 'ok', T1: 'accept', T2: 'ban' }, { T1: 'duty', T2: 'deduction', T3: 'summary' })).toEqual({ duty: 'accept', deduction: 'reject' }))
