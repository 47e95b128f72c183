import type { Node } from '../api/shapes'

/** A line of an explanation as it is shown: where it stands, and whether it is open. */
export interface Line {
  path: string // of its node: 0.2.1
  depth: number
  node: Node
  leaf: boolean
  open: boolean
}

/** The lines in sight: a node's children where the node is open. */
export function linesOf(root: Node, opened: ReadonlySet<string>): Line[] {
  const out: Line[] = []
  const walk = (node: Node, path: string, depth: number): void => {
    const children = node.children ?? []
    const open = opened.has(path)
    out.push({ path, depth, node, leaf: children.length === 0, open })
    if (open) children.forEach((child, at) => walk(child, `${path}.${at}`, depth + 1))
  }
  walk(root, '0', 0)
  return out
}

/** What a line rests on. */
export const basisOf = (node: Node): string =>
  [node.note, node.clause && `条款 ${node.clause}`, node.basis && `依据:${node.basis}`, node.entry && `账本第 ${node.entry} 笔`].filter(Boolean).join(' · ')
