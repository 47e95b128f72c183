import { expect, it } from 'vitest'
import { basisOf, linesOf } from '../src/lib/reckoning'

const leaf = (label: string) => ({ op: 'given', label, value: '0.0000', exact: '0' })
const root = { ...leaf('日常得分'), children: [{ ...leaf('监督检查'), children: [{ ...leaf('迟报'), clause: 'A4.2', entry: '12' }] }, leaf('加分')] }

it('shows a closed node alone', () => expect(linesOf(root, new Set()).map((l) => l.node.label)).toEqual(['日常得分']))
it('shows children where their parents are open', () =>
  expect(linesOf(root, new Set(['0', '0.0'])).map((l) => [l.node.label, l.depth, l.leaf])).toEqual([
    ['日常得分', 0, false], ['监督检查', 1, false], ['迟报', 2, true], ['加分', 1, true],
  ]))
it('shows nothing of an open node in a closed one', () => expect(linesOf(root, new Set(['0.0']))).toHaveLength(1))
it('says clause and entry', () => expect(basisOf({ ...leaf('迟报'), clause: 'A4.2', entry: '12' })).toBe('条款 A4.2 · 账本第 12 笔'))
