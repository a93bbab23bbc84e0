import { expect, test } from 'vitest'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { GroupChange } from '../../../events/group-change.ts'
import { changeGroup } from '../../../functions/runtime/sink/change-group.ts'
import { createConnector } from '../../../functions/runtime/state/connectors.ts'
import { fixedProvider } from '../../helpers/fixed-provider.ts'
import { openScene, type SceneOptions } from './scene/scene.ts'

const partitions = [0, 1, 2].map(partition => ({ topic: 't', partition }))

const opened = async (config: Readonly<Record<string, string>>, options: Partial<SceneOptions> = {}) => {
  const scene = openScene({ plugins: [], ...options })
  await createConnector(scene.table, {
    name: 'd1',
    type: 'sink',
    config: { name: 'd1', ...config },
    wanted: 'STOPPED',
  })
  const change = (part: Partial<GroupChange>) =>
    changeGroup(scene.runtime, { version: 1, role: 'group', connector: 'd1', commit: [], reset: [], ...part })
  return { scene, change, offsets: (group: string) => scene.cluster.kafka.groupOffsets(group, partitions) }
}

test('offsets are committed to the group of the connector and deleted there', async () => {
  const { change, offsets } = await opened({})
  const commit = partitions.map(partition => ({ ...partition, offset: 7 }))
  expect(await change({ commit })).toEqual({ version: 1, outcome: 'done' })
  expect(await offsets('connect-d1')).toEqual(commit)
  await change({ reset: [{ topic: 't', partition: 1 }] })
  expect(await offsets('connect-d1')).toEqual([commit[0], commit[2]])
  await change({ reset: 'all' })
  expect(await offsets('connect-d1')).toEqual([])
})

test('the group may be one that a reference names', async () => {
  const configProviders = new Map([['env', fixedProvider({ GROUP: 'my-group' }).provider]])
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference, as configurations have it
  const config = { 'consumer.override.group.id': '${env:GROUP}' }
  const { change, offsets } = await opened(config, { configProviders })
  await change({ commit: [{ topic: 't', partition: 0, offset: 3 }] })
  expect(await offsets('my-group')).toEqual([{ topic: 't', partition: 0, offset: 3 }])
})

test.each([
  [false, 'refused'],
  [true, 'failed'],
] as const)('what Kafka does not do is counted and told (retriable: %s)', async (retriable, outcome) => {
  const kafkaRoute: SceneOptions['kafkaRoute'] = async ({ call }, land) => {
    if (call === 'deleteGroupOffsets') throw new ConnectError('KAFKA', 'no', { retriable })
    return land()
  }
  const { scene, change } = await opened({}, { kafkaRoute })
  expect(await change({ reset: 'all' })).toEqual({ version: 1, outcome })
  expect(scene.metrics.reports).toMatchObject([{ values: { 'group-offset-commit-failure-total': 1 } }])
})
