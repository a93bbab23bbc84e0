import { describe, expect, it } from 'vitest'
import { jsonConverter } from '../../../connectors/converters/json-converter.ts'
import { stringConverter } from '../../../connectors/converters/string-converter.ts'
import { plugins } from '../../../connectors/registry.ts'
import { headerConverterOf } from '../../../connectors/sdk/converter.ts'
import type { Header } from '../../../connectors/sdk/record.ts'
import { validateConnector } from '../../../functions/runtime/connector-config.ts'
import type { Plugin } from '../../../functions/runtime/ports/plugins.ts'
import { collecting, sinkScene } from './scene/scripted-sink.ts'
import { numbered, once, sourceScene } from './scene/scripted-source.ts'

type Properties = Readonly<Record<string, string>>

const JSON_CONVERTER = 'org.apache.kafka.connect.json.JsonConverter'
const converters = [jsonConverter, stringConverter].map(
  each => headerConverterOf(each as never) as unknown as Plugin,
)
const worker = { 'header.converter': JSON_CONVERTER, 'header.converter.schemas.enable': 'false' }

const header: Header = { key: 'h', schema: { type: 'int64' }, value: 7 }

/** The header as a source writes it. */
const written = async (config: Properties, worker: Properties) => {
  const records = [numbered('a', 1, { headers: [header] })]
  const scene = await sourceScene(() => ({ read: once({ records }) }), { config, worker, converters })
  await scene.run()
  return String(scene.cluster.records('topic-a')[0]?.headers?.[0]?.value)
}

describe('a header converter', () => {
  it.each<readonly [string, Properties, Properties, string]>([
    ['by itself', {}, {}, '7'],
    ['of the worker, with its keys', {}, worker, '7'],
    [
      'of the connector, with none of those',
      { 'header.converter': JSON_CONVERTER },
      worker,
      '{"schema":{"type":"int64","optional":false},"payload":7}',
    ],
    [
      'of the connector, with its own keys',
      { 'header.converter': 'Json', 'header.converter.schemas.enable': 'false' },
      {},
      '7',
    ],
    ['that is for text', { 'header.converter': 'StringConverter' }, worker, '7'],
  ])('writes headers: %s', async (_, config, of, expected) => {
    expect(await written(config, of)).toBe(expected)
  })

  it('reads them, and is blamed for those that it cannot read', async () => {
    const got = collecting()
    const scene = await sinkScene([], () => got.writer, {
      config: { 'header.converter': JSON_CONVERTER, 'header.converter.schemas.enable': 'false' },
      converters,
    })
    const producer = await scene.cluster.kafka.producer({ idempotent: true })
    const send = (text: string) =>
      producer.send([
        {
          topic: 't',
          partition: 0,
          key: null,
          value: null,
          headers: [{ key: 'h', value: Buffer.from(text) }],
          timestamp: 1_700_000_000_000,
        },
      ])
    await send('{"a":[1]}')
    await send('{')
    expect(await scene.run()).toMatchObject({ outcome: 'failed' })
    expect(got.records.map(({ headers }) => headers)).toEqual([
      [{ key: 'h', schema: undefined, value: { a: [1] } }],
    ])
    expect((await scene.task('archive')).status.trace).toContain(
      `(topic t, partition 0, offset 1, stage HEADER_CONVERTER, class ${JSON_CONVERTER})`,
    )
  })

  it('has the keys of the converter that it is', async () => {
    const { keys } = await validateConnector(plugins, {
      name: 'x',
      'connector.class': 'FileStreamSource',
      topic: 't',
      file: '/tmp/x',
      'header.converter': 'Json',
      'header.converter.schemas.enable': 'maybe',
    })
    const of = (name: string) => keys.find(key => key.name === `header.converter${name}`)
    expect(of('')?.value).toBe(JSON_CONVERTER)
    expect(of('')?.recommended).toContain('org.apache.kafka.connect.converters.LongConverter')
    expect(of('.converter.type')).toMatchObject({ value: 'header', errors: [] })
    expect(of('.schemas.enable')?.errors).toEqual([
      'Invalid value maybe for configuration header.converter.schemas.enable: Expected value to be either true or false',
    ])
  })
})
