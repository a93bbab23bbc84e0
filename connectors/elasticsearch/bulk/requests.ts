import type { BulkSettings } from '../settings.ts'
import type { Action } from './action.ts'
import { type Chunk, createChunk, type Item } from './chunk.ts'
import { createHolders } from './holders.ts'

/** Puts actions into requests, several of which are under way at a time. */
export interface Requests {
  /** Resolves when there is room for more. */
  add(action: Action): Promise<void> | undefined
  /** Sends what waits; resolves when all is written. Rejects with the first failure; nothing is sent after one. */
  flush(): Promise<void>
  /** what is neither written nor dealt with otherwise */
  left(): readonly Item[]
  readonly isEmpty: boolean
  /** how many actions are */
  readonly settled: number
  /** why nothing is sent any more */
  readonly failure: unknown
  /** Sends nothing more. */
  stop(): void
}

// of all requests of a task together, waiting and under way
const MAX_BYTES = 64 * 1024 * 1024

// ms that documents wait for more while no request is under way
const LINGER = 5

interface Request {
  readonly chunk: Chunk
  /** those under way that are about the same documents */
  readonly after: Set<Promise<void>>
  sent?: Promise<void>
}

interface Options {
  readonly bulk: BulkSettings
  /** resolves when all of a chunk is written or blamed */
  readonly send: (chunk: Chunk) => Promise<void>
}

export const createRequests = ({ bulk, send }: Options): Requests => {
  const underWay = new Set<Request>()
  const holders = createHolders<Request>()
  const open = (): Request => ({ chunk: createChunk(bulk), after: new Set() })
  let filling = open()
  let timer: NodeJS.Timeout | undefined
  let lingered = false
  const failed: Request[] = []
  let added = 0
  let failure: unknown
  let stopped = false

  const letGo = (request: Request) => {
    underWay.delete(request)
    for (const item of request.chunk.items) holders.letGo(item, request)
  }

  const run = async (request: Request) => {
    try {
      for (const each of request.after) await each
      if (failure === undefined && !stopped) await send(request.chunk)
    } catch (error) {
      failure ??= error
    } finally {
      if (request.chunk.left.length > 0) failed.push(request)
      letGo(request)
      if (lingered) sendIdle()
    }
  }

  const dispatch = () => {
    clearTimeout(timer)
    timer = undefined
    lingered = false
    if (filling.chunk.items.length === 0) return
    const request = filling
    filling = open()
    underWay.add(request)
    request.sent = run(request)
  }

  /** While a request is under way, more documents may come for the next one. */
  const sendIdle = () => {
    if (underWay.size === 0 && !stopped) dispatch()
    else lingered = true
  }

  const held = () => [...underWay, filling]
  const left = () => [...failed, ...held()].flatMap(({ chunk }) => chunk.left)
  const isFull = () =>
    underWay.size >= bulk.maxInFlight ||
    (underWay.size > 0 &&
      (held().reduce((sum, { chunk }) => sum + chunk.items.length, 0) >= bulk.maxBuffered ||
        held().reduce((sum, { chunk }) => sum + chunk.bytes, 0) >= MAX_BYTES))

  const room = async () => {
    while (isFull()) await Promise.race([...underWay].map(({ sent }) => sent))
  }

  const put = (action: Action) => {
    if (!filling.chunk.add(action)) {
      dispatch()
      filling.chunk.add(action)
    }
    added++
    const before = holders.hold(action, filling)
    if (before?.sent !== undefined) filling.after.add(before.sent)
    timer ??= setTimeout(sendIdle, LINGER).unref()
  }

  return {
    left,
    get isEmpty() {
      return failed.length + underWay.size + filling.chunk.items.length === 0
    },
    get settled() {
      return added - left().length
    },
    get failure() {
      return failure
    },
    add: action => {
      const before = underWay.size
      put(action)
      return underWay.size > before && isFull() ? room() : undefined
    },
    flush: async () => {
      dispatch()
      while (underWay.size > 0) await Promise.all([...underWay].map(({ sent }) => sent))
      if (failure !== undefined) throw failure
    },
    stop: () => {
      stopped = true
      clearTimeout(timer)
    },
  }
}
