import { describe, expect, it } from 'vitest'
import type { SinkRecord } from '../../../../connectors/sdk/record.ts'
import { fixedProvider } from '../../../helpers/fixed-provider.ts'
import { sinkScene } from '../scene/scripted-sink.ts'
import { numbered, once, sourceScene } from '../scene/scripted-source.ts'

const JSON_CONVERTER = 'org.apache.kafka.connect.json.JsonConverter'
const config = {
  'value.converter': JSON_CONVERTER,
  'value.converter.schemas.enable': 'false',
  'errors.tolerance': 'all',
}
const enabled = { ...config, 'errors.log.enable': 'true' }
const detailed = { ...enabled, 'errors.log.include.messages': 'true' }
const at = 1_700_000_000_000

describe('records that fail', () => {
  it('are only counted unless they are to be logged', async () => {
    const scene = await sinkScene([['{']], () => ({}), { config })
    await scene.run()
    expect(scene.logged).toEqual([])
  })

  it.each([
    [enabled, ''],
    [
      detailed,
      `, where consumed record is {topic='t', partition=0, offset=1, timestamp=${at}, timestampType=CreateTime}`,
    ],
  ])("are logged in Kafka Connect's words", async (properties, record) => {
    const scene = await sinkScene([['1', '{']], () => ({}), { config: properties })
    await scene.run()
    expect(scene.logged).toMatchObject([
      {
        level: 'ERROR',
        connector: 'archive',
        task: 0,
        message: `Error encountered in task archive-0. Executing stage 'VALUE_CONVERTER' with class '${JSON_CONVERTER}'${record}.`,
        trace: expect.stringContaining('Converting byte[] to Kafka Connect data failed'),
      },
    ])
  })

  it('are logged when their writer blames them, without secrets', async () => {
    const scene = await sinkScene(
      [['1', '2']],
      ({ reject }) => ({
        write: async ([, second]: readonly SinkRecord[]) => {
          if (second !== undefined) reject(second, new Error('hunter2-hunter2 is refused'))
        },
      }),
      {
        config: { ...detailed, 'scripted.secret': `\${env:SECRET}` },
        configProviders: new Map([['env', fixedProvider({ SECRET: 'hunter2-hunter2' }).provider]]),
      },
    )
    await scene.run()
    expect(JSON.stringify(scene.logged)).not.toContain('hunter2')
    expect(scene.logged).toMatchObject([{ message: expect.stringContaining("stage 'TASK_PUT'") }])
  })

  it('are so also when they fail their task', async () => {
    const scene = await sinkScene([['{']], () => ({}), { config: { ...enabled, 'errors.tolerance': 'none' } })
    await scene.run()
    expect(scene.logged.map(({ message }) => message.split('.')[0])).toEqual([
      'Error encountered in task archive-0',
      'The task has failed',
    ])
  })

  it('are a hundred lines of a run, and then a number', async () => {
    const scene = await sinkScene([Array.from({ length: 1_000 }, () => '{')], () => ({}), { config: enabled })
    await scene.run()
    expect(scene.logged).toHaveLength(101)
    expect(scene.logged.at(-1)?.message).toBe(
      '900 more errors of records in task archive-0 are not logged: a run logs 100',
    )
    expect(scene.metrics.values('total-errors-logged', 'archive')).toEqual([100])
  })

  it('of a source are logged with what they are', async () => {
    const bad = numbered('a', 1, { value: { schema: { type: 'int32' }, value: 'no number' } })
    const scene = await sourceScene(() => ({ read: once({ records: [bad] }) }), { config: detailed })
    await scene.run()
    expect(scene.logged[0]?.message).toBe(
      `Error encountered in task numbers-0. Executing stage 'VALUE_CONVERTER' with class '${JSON_CONVERTER}', where source record is = SourceRecord{sourcePartition={"p":"a"}, sourceOffset={"n":1}} ConnectRecord{topic='topic-a', kafkaPartition=null, key=null, value="no number", timestamp=${at}}.`,
    )
  })
})
