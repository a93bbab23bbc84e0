import type { Subject } from './action.ts'

type Document = Pick<Subject, 'resource' | 'id'>

/** Who has the last action of a document. */
interface Holders<Request> {
  /** From now on this one; returns another that had it before. */
  hold(document: Document, request: Request): Request | undefined
  /** Nobody, unless another has it by now. */
  letGo(document: Document, request: Request): void
}

export const createHolders = <Request>(): Holders<Request> => {
  const byResource = new Map<string, Map<string, Request>>()
  const holdersOf = (resource: string) => {
    const known = byResource.get(resource)
    if (known !== undefined) return known
    const made = new Map<string, Request>()
    byResource.set(resource, made)
    return made
  }
  return {
    hold: ({ resource, id }, request) => {
      if (id === undefined) return undefined
      const byId = holdersOf(resource)
      const before = byId.get(id)
      if (before === request) return undefined
      byId.set(id, request)
      return before
    },
    letGo: ({ resource, id }, request) => {
      if (id === undefined) return
      const byId = holdersOf(resource)
      if (byId.get(id) === request) byId.delete(id)
    },
  }
}
