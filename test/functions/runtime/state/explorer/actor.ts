import { ConnectError } from '../../../../../connectors/sdk/errors.ts'
import type { Issue, Request } from './request.ts'

/** An asynchronous function under the explorer's control: what it does next follows from what it was answered. */
export interface Actor {
  readonly name: string
  /** runs only once dispatched */
  readonly dormant?: boolean
  readonly run: (issue: Issue, now: () => number) => Promise<void>
}

export interface Pending {
  readonly uid: number
  readonly op: number
  readonly request: Request
  readonly sentAt: number
}

/** `text` tells apart what the actor can tell apart. */
export interface Answer {
  readonly text: string
  readonly value?: unknown
  readonly failed?: boolean
}

interface Event extends Partial<Answer> {
  /** absent: the start */
  readonly op?: number
  readonly time: number
}

/** An actor with a history behind it. */
export interface Standing {
  readonly id: number
  readonly status: 'waiting' | 'going' | 'over'
  readonly pending: readonly Pending[]
  /** why it ended, unless that belongs to the protocol */
  readonly failure?: unknown
}

interface Node extends Standing {
  readonly actor: Actor
  readonly history: readonly Event[]
  readonly children: Map<string, Node>
  live?: Live | undefined
}

interface Live {
  readonly issued: { readonly op: number; readonly request: Request; readonly sentAt: number }[]
  readonly feed: (event: Event) => Promise<void>
  readonly end: () => { readonly over: boolean; readonly failure?: unknown }
}

const settled = () => new Promise(resolve => setImmediate(resolve))

const expected = (error: unknown) =>
  error instanceof ConnectError && ['FENCED', 'STATE', 'CONFLICT', 'NOT_FOUND'].includes(error.code)

const bring = (actor: Actor): Live => {
  let now = 0
  let over = false
  let failure: unknown
  const issued: Live['issued'] = []
  const waiting = new Map<number, PromiseWithResolvers<unknown>>()
  const issue: Issue = request => {
    const answer = Promise.withResolvers<unknown>()
    waiting.set(issued.length, answer)
    issued.push({ op: issued.length, request, sentAt: now })
    return answer.promise
  }
  const start = () =>
    actor
      .run(issue, () => now)
      .catch((error: unknown) => {
        if (!expected(error)) failure = error
      })
      .finally(() => {
        over = true
      })
  const feed = async (event: Event) => {
    now = event.time
    if (event.op === undefined) start()
    else if (event.failed)
      waiting
        .get(event.op)
        ?.reject(new ConnectError('STATE', 'the call took too long', { cause: event.text }))
    else waiting.get(event.op)?.resolve(event.value)
    await settled()
  }
  return { issued, feed, end: () => ({ over, failure }) }
}

let ids = 0
/** No more than that it has ended matters of an actor that has. */
export const ended: Standing = { id: ids++, status: 'over', pending: [] }

const replay = async ({ actor, history }: Node): Promise<Live> => {
  const live = bring(actor)
  for (const event of history) await live.feed(event)
  return live
}

const grow = async (parent: Node, event: Event): Promise<Node> => {
  const live = parent.live ?? (await replay(parent))
  parent.live = undefined
  const known = live.issued.length
  await live.feed(event)
  const { over, failure } = live.end()
  const left = parent.pending.filter(({ op }) => op !== event.op)
  const issued = live.issued.slice(known).map(request => ({ ...request, uid: ids++ }))
  return {
    actor: parent.actor,
    id: over && failure === undefined ? ended.id : ids++,
    status: over ? 'over' : 'going',
    pending: [...left, ...issued],
    failure,
    history: [...parent.history, event],
    children: new Map(),
    live: over ? undefined : live,
  }
}

export const notStarted = (actor: Actor): Standing => {
  const node: Node = { actor, id: ids++, status: 'waiting', pending: [], history: [], children: new Map() }
  return node
}

/** The actor after one more event; the same events lead to the same object. At once when it is known. */
export const after = (standing: Standing, event: Event): Standing | Promise<Standing> => {
  const node = standing as Node
  const key = `${event.op} ${event.time} ${event.text}`
  const known = node.children.get(key)
  if (known !== undefined) return known
  return grow(node, event).then(child => {
    node.children.set(key, child)
    return child
  })
}
