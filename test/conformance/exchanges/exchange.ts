import { describe, expect, test, vi } from 'vitest'
import { undescribed, undescribedBody } from '../../helpers/openapi.ts'
import { connectors } from './connectors.ts'
import { lifecycle } from './lifecycle.ts'
import { loggers } from './loggers.ts'
import { offsets } from './offsets.ts'
import { plugins } from './plugins.ts'
import { root } from './root.ts'

/** Where the REST API is served, as far as answers tell. */
export interface Place {
  /** what statuses show as `worker_id` */
  readonly workerId: string
  readonly clusterId: string
  /** a topic that nobody else uses, nor anything behind its name */
  readonly topic: string
  /** a file that a sink may write */
  readonly file: string
  /** whether OPTIONS comes to the API */
  readonly hasOptions: boolean
  /** what `Location` says of a connector */
  location(name: string): string
}

export interface Answer {
  readonly status: number
  /** by lower-case names */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** One Connect worker or deployment without connectors. */
export interface Served extends Place {
  /** a body that is no text is sent as JSON */
  request(method: string, path: string, body?: unknown): Promise<Answer>
  /** lets plans and runs go on that do not by themselves */
  settle?(): Promise<void>
  /** ms until plans and runs have surely done what they are to do */
  readonly patience: number
  close(): Promise<void>
}

/** A request and all that its answer must be. */
export interface Exchange {
  readonly request: readonly [method: string, path: string, body?: unknown]
  readonly status: number
  /** parsed, when it is JSON; absent: the answer has none */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** asked until it is so: a plan or a run has to go on first */
  readonly eventually?: true
}

/** Exchanges that follow each other, over a state that those before them have made. */
export type Exchanges = (place: Place) => readonly Exchange[]

/** In the order in which they must be made. */
const parts: Readonly<Record<string, Exchanges>> = {
  root,
  plugins,
  loggers,
  connectors,
  lifecycle,
  offsets,
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text === '' ? undefined : text
  }
}

const check = (answer: Answer, { request, status, body, headers = {} }: Exchange) => {
  const [method, path, sent] = request
  expect(parsed(answer.text)).toEqual(body)
  expect(answer.status).toBe(status)
  expect(answer.headers).toMatchObject(headers)
  if (typeof body === 'object') expect(answer.headers['content-type']).toMatch(/^application\/json\b/)
  if (headers.location === undefined) expect(answer.headers.location).toBeUndefined()
  expect(undescribed(method, path, answer)).toEqual([])
  if (status < 400 && typeof sent === 'object') expect(undescribedBody(method, path, sent)).toEqual([])
}

const make = async (served: Served, exchange: Exchange): Promise<void> => {
  const attempt = async () => {
    await served.settle?.()
    check(await served.request(...exchange.request), exchange)
  }
  await (exchange.eventually ? vi.waitFor(attempt, { timeout: served.patience, interval: 100 }) : attempt())
}

/** All exchanges that the REST API is held to, wherever it is served. */
export const restExchanges = (where: string, served: () => Served) =>
  describe(`requests and their answers ${where}`, () => {
    for (const [name, exchanges] of Object.entries(parts))
      test(name, { timeout: 300_000 }, async () => {
        for (const exchange of exchanges(served())) {
          const [method, path] = exchange.request
          await make(served(), exchange).catch((error: Error) => {
            error.message = `${method} ${path}: ${error.message}`
            throw error
          })
        }
      })
  })
