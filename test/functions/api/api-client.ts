import type { APIGatewayProxyEventV2, Context } from 'aws-lambda'
import { pluginsOf } from '../../../connectors/registry.ts'
import { allowedOrigins } from '../../../functions/api/allowed-origins.ts'
import { createApi } from '../../../functions/api/api.ts'
import type { ApiOptions } from '../../../functions/api/api-options.ts'
import { type Authenticate, basicAuth } from '../../../functions/api/basic-auth.ts'
import { onlyLocal } from '../../../functions/api/only-local.ts'
import type { Clock } from '../../../functions/runtime/ports/clock.ts'
import type { Plugins } from '../../../functions/runtime/ports/plugins.ts'
import type { Table } from '../../../functions/runtime/ports/table.ts'
import { assignTasks } from '../../../functions/runtime/state/assignment.ts'
import {
  type ConnectorItem,
  connectorKey,
  connectorOf,
  taskKey,
  taskOf,
} from '../../../functions/runtime/state/items.ts'
import { type Lease, takeLease } from '../../../functions/runtime/state/lease.ts'
import { defaultTiming } from '../../../functions/runtime/timing.ts'
import { memoryStore, type Route } from '../../helpers/memory-table.ts'
import { undescribed } from '../../helpers/openapi.ts'
import { testPlugins } from '../../helpers/plain-plugins.ts'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  /** as text */
  readonly text: string
  /** parsed, when it is JSON */
  readonly body: unknown
}

export interface RequestOptions {
  readonly headers?: Readonly<Record<string, string>>
  /** a text as it is; anything else as JSON */
  readonly body?: unknown
}

/** An event as API Gateway sends it. */
export const eventOf = (
  method: string,
  url: string,
  { headers, body }: RequestOptions = {},
): APIGatewayProxyEventV2 => {
  const { pathname, searchParams, search } = new URL(url, 'http://localhost:8083')
  const path = pathname.split('%25').map(decodeURIComponent).join('%25')
  const query = new Map<string, string>()
  for (const [name, value] of searchParams)
    query.set(name, query.has(name) ? `${query.get(name)},${value}` : value)
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: search.slice(1),
    headers: {
      host: 'localhost:8083',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(query.size > 0 && { queryStringParameters: Object.fromEntries(query) }),
    requestContext: {
      accountId: '1',
      apiId: 'a',
      domainName: 'localhost',
      domainPrefix: 'localhost',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      requestId: 'r',
      routeKey: '$default',
      stage: '$default',
      time: '',
      timeEpoch: 0,
    },
    isBase64Encoded: false,
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const clock = { now: () => performance.now(), sleep: async () => {} }
const leases = (table: Table) => ({ table, clock, timing: defaultTiming })

/** What the planner does, with `partitions` for one task each. */
const plan = async (table: Table, name: string, partitions: readonly string[]): Promise<void> => {
  const { lease } = await takeLease(leases(table), connectorKey(name), {
    owner: 'planner',
    read: connectorOf,
    wanted: () => true,
  })
  if (lease === undefined) throw new Error(`${name} is being planned by somebody else`)
  await assignTasks(
    { table },
    lease,
    partitions.map(partition => ({ partitions: [partition], config: {} })),
  )
  await releasePlan(lease)
}

const releasePlan = (lease: Lease<ConnectorItem>) =>
  lease.release(({ generation }) => ({ dueAt: undefined, planned: generation, status: { state: 'RUNNING' } }))

/** What a run does: takes the task, stores something, lets go. */
const runTask = async (
  table: Table,
  [name, task]: readonly [string, number],
  stored: Parameters<Lease<ReturnType<typeof taskOf>>['checkpoint']>[0],
): Promise<void> => {
  const { lease } = await takeLease(leases(table), taskKey(name, task), {
    owner: 'run',
    read: taskOf,
    wanted: () => true,
  })
  await lease?.checkpoint(stored)
  await lease?.release(() => ({ dueAt: undefined }))
}

export interface OpenOptions {
  readonly worker?: Readonly<Record<string, string>>
  readonly version?: string
  readonly listeners?: readonly string[]
  readonly authenticate?: Authenticate
  readonly wake?: () => Promise<void>
  readonly changeGroup?: ApiOptions['changeGroup']
  readonly probe?: NonNullable<ApiOptions['probe']>
  readonly clock?: Clock
  readonly route?: Route
  readonly plugins?: Plugins
}

/** The API over an empty table, and what else works on that table. Each of its answers is one that is described. */
export const openApi = (options: OpenOptions = {}) => {
  const store = memoryStore()
  const table = store.open()
  const woken: string[] = []
  const noted = async (name?: string) => {
    woken.push(name ?? '')
  }
  const api = createApi({
    table: store.open(options.route),
    plugins: options.plugins ?? pluginsOf(testPlugins),
    worker: options.worker ?? {},
    version: options.version ?? '9.9.9',
    kafkaClusterId: async () => 'cluster-1',
    ...(options.probe && { probe: options.probe }),
    changeGroup: options.changeGroup ?? (async () => ({ version: 1, outcome: 'done' })),
    clock: options.clock ?? clock,
    wake: options.wake ?? noted,
    workerId: 'here:8083',
  })
  if (options.listeners !== undefined)
    api.use(
      onlyLocal(options.listeners, {
        allowsOrigin: allowedOrigins(options.worker ?? {}),
        anyHost: options.authenticate !== undefined,
      }),
    )
  if (options.authenticate !== undefined) api.use(basicAuth(options.authenticate))
  const send = async (event: APIGatewayProxyEventV2): Promise<Answer> => {
    const result = await api(event, {} as Context, { signal: AbortSignal.timeout(10_000) })
    if (result === undefined)
      throw new Error(`${event.requestContext.http.method} ${event.rawPath} was not answered`)
    const text = result.body ?? ''
    const names = Object.entries(result.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value])
    const answer = { status: result.statusCode ?? 200, headers: Object.fromEntries(names), text }
    const problems = undescribed(event.requestContext.http.method, event.rawPath, answer)
    if (problems.length > 0) throw new Error(`not as /openapi.json says: ${problems.join('; ')}`)
    return { ...answer, body: parsed(text) }
  }
  return {
    table,
    woken,
    /** an event as it is */
    send,
    request: (method: string, url: string, rest: RequestOptions = {}) => send(eventOf(method, url, rest)),
    plan: (name: string, ...partitions: string[]) => plan(table, name, partitions),
    runTask: (name: string, task: number, stored: Parameters<typeof runTask>[2]) =>
      runTask(table, [name, task], stored),
  }
}
