import type { Context } from 'aws-lambda'
import { pluginsOf } from '../../../connectors/registry.ts'
import { createApi } from '../../../functions/api/api.ts'
import type { ApiOptions } from '../../../functions/api/api-options.ts'
import type { Table } from '../../../functions/runtime/ports/table.ts'
import type { Answer, Served } from '../../conformance/exchanges/exchange.ts'
import { testPlugins } from '../../helpers/plain-plugins.ts'
import { eventOf } from './api-client.ts'

/** A clock whose time passes by waiting alone. */
const waitingClock = (): ApiOptions['clock'] => {
  let now = 0
  return {
    now: () => now,
    sleep: async ms => {
      now += ms
    },
  }
}

type Api = ReturnType<typeof createApi>

const requestTo =
  (api: Api): Served['request'] =>
  async (method, path, body): Promise<Answer> => {
    const {
      statusCode = 200,
      headers = {},
      body: text = '',
    } = await api(eventOf(method, path, body === undefined ? {} : { body }), {} as Context)
    const texts = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)])
    return { status: statusCode, headers: Object.fromEntries(texts), text }
  }

/** The API over a table that others share. */
export const apiOver = (table: Table, options: Partial<ApiOptions> = {}): Served['request'] =>
  requestTo(
    createApi({
      table,
      plugins: pluginsOf(testPlugins),
      worker: {},
      version: '9.9.9',
      kafkaClusterId: async () => 'cluster-1',
      changeGroup: async () => ({ version: 1, outcome: 'done' }),
      clock: waitingClock(),
      wake: async () => {},
      workerId: 'here:8083',
      ...options,
    }),
  )
