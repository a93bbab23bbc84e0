import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { numberOf } from './lines.ts'

interface Put {
  readonly offset: number
  readonly value: string
}

/** What the store has of one flow: the records of one topic partition, by a key of which there are few. */
export interface Stored {
  /** writes that took effect, also of what was there already */
  readonly writes: number
  /** offsets whose record has arrived */
  readonly arrived: number
  /** the highest epoch that has written */
  readonly epoch: number
  readonly outOfOrder: number
  /** writes that took effect after a run of a later epoch had written */
  readonly late: number
  /** number of the line by offset; −1: not arrived */
  numberAt(offset: number): number
  /** offset of the value that a key has */
  latest(key: number): number | undefined
}

/** What calls are answered. */
interface StoreFaults {
  /** share of calls that fail, half of them after they took effect, without an answer */
  failing: number
  /** asked after a call has taken effect and before it is answered */
  applied: (flow: string) => void
  /** ms that a call takes before it has an effect */
  delay: () => number
}

export interface KeyedStore {
  url(flow: string, fencing: boolean): string
  stored(flow: string): Stored
  readonly faults: StoreFaults
  /** calls that failed on purpose */
  readonly failed: number
  close(): Promise<void>
}

export const keyCount = 100

const createFlow = () => {
  const numbers: number[] = []
  const keys = new Map<number, number>()
  let [writes, arrived, epoch, outOfOrder, late, highest] = [0, 0, 0, 0, 0, -1]
  return {
    put: (puts: readonly Put[], by: number) => {
      if (by < epoch) late += puts.length
      epoch = Math.max(epoch, by)
      for (const { offset, value } of puts) {
        const number = numberOf(value)
        writes++
        keys.set(number % keyCount, offset)
        if (numbers[offset] !== undefined) continue
        numbers[offset] = number
        arrived++
        if (offset < highest) outOfOrder++
        highest = Math.max(highest, offset)
      }
    },
    stored: (): Stored => ({
      writes,
      arrived,
      epoch,
      outOfOrder,
      late,
      numberAt: offset => numbers[offset] ?? -1,
      latest: key => keys.get(key),
    }),
  }
}

/** An external system that takes records by key, and tells afterwards what was done to it. */
export const openKeyedStore = async (random: () => number): Promise<KeyedStore> => {
  const flows = new Map<string, ReturnType<typeof createFlow>>()
  const faults: StoreFaults = { failing: 0, applied: () => {}, delay: () => 0 }
  let failed = 0
  const flowOf = (name: string) => {
    const flow = flows.get(name) ?? createFlow()
    flows.set(name, flow)
    return flow
  }

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://store')
    const [, name = '', fencing] = url.pathname.split('/')
    const [epoch, body] = [Number(url.searchParams.get('epoch')), await text(request)]
    const delay = faults.delay()
    if (delay > 0) await new Promise(resolve => setTimeout(resolve, delay))
    const fails = random() < faults.failing
    if (fails) failed++
    if (fails && random() < 0.5) return void response.writeHead(503).end('not now')
    const flow = flowOf(name)
    if (fencing === 'fencing' && epoch < flow.stored().epoch)
      return void response.writeHead(409).end(`epoch ${epoch} is over, ${flow.stored().epoch} has written`)
    flow.put(JSON.parse(body), epoch)
    faults.applied(name)
    if (fails) request.socket.destroy()
    else response.end('stored')
  }
  const server = createServer((request, response) => {
    // who is cut off or killed while sending is the scenario's doing
    answer(request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    url: (flow, fencing) => `http://127.0.0.1:${port}/${flow}/${fencing ? 'fencing' : 'plain'}`,
    stored: flow => flowOf(flow).stored(),
    faults,
    get failed() {
      return failed
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
