import { expect, it } from 'vitest'
import { pluginsOf } from '../../../connectors/registry.ts'
import { formatPlugins, recorded } from '../../fixtures/record-items.ts'
import { itemVersions, readItems, storeItems } from '../../fixtures/stored-items.ts'
import { openApi } from './api-client.ts'

type Statuses = Readonly<
  Record<
    string,
    { readonly status: { connector: { state: string }; tasks: readonly { readonly state: string }[] } }
  >
>

/** The API over items of a version. */
const apiOver = async (version: string) => {
  const plugins = formatPlugins(recorded).map(plugin => ({ ...plugin, load: async () => plugin }))
  const api = openApi({ plugins: pluginsOf(plugins) })
  await storeItems(api.table, readItems(version).items)
  return api
}

it.each(itemVersions)('shows the connectors that the version of %s has stored', async version => {
  const { request } = await apiOver(version)
  const { body } = await request('GET', '/connectors?expand=status')
  const states = Object.entries(body as Statuses).map(([name, { status }]) => [
    name,
    status.connector.state,
    ...status.tasks.map(({ state }) => state),
  ])
  expect(Object.fromEntries(states.map(([name, ...rest]) => [name, rest]))).toMatchObject({
    archive: ['RUNNING', 'RUNNING'],
    atWork: ['RUNNING', 'RUNNING', 'RUNNING'],
    failing: ['FAILED'],
    paused: ['PAUSED', 'PAUSED'],
    stopped: ['STOPPED'],
    tables: ['RUNNING', 'RUNNING', 'RUNNING'],
  })
  expect(body).not.toHaveProperty('deleted')
})

it.each(itemVersions)('shows the offsets and topics that the version of %s has stored', async version => {
  const { request } = await apiOver(version)
  expect((await request('GET', '/connectors/tables/offsets')).body).toEqual({
    offsets: [
      { partition: { table: 'customers' }, offset: { id: 3 } },
      { partition: { table: 'orders' }, offset: { id: 5 } },
    ],
  })
  expect((await request('GET', '/connectors/stopped/offsets')).body).toEqual({
    offsets: [{ partition: { kafka_topic: 'events', kafka_partition: 0 }, offset: { kafka_offset: 3 } }],
  })
  expect((await request('GET', '/connectors/archive/topics')).body).toEqual({
    archive: { topics: ['events'] },
  })
})
