// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references, as configurations have them
import { describe, expect, test } from 'vitest'
import { defineConfig, string } from '../../../connectors/sdk/config.ts'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import { defineSource } from '../../../connectors/sdk/source.ts'
import { connectorPk } from '../../../functions/runtime/state/items.ts'
import { fixedProvider } from '../../helpers/fixed-provider.ts'
import { openScene } from './scene/scene.ts'
import { sinkScene } from './scene/scripted-sink.ts'
import { batchOf, once, sourceScene } from './scene/scripted-source.ts'

const canary = 'canary-b7d1'
const referring = { 'scripted.secret': 'user:${vault:db:secret}' }
const vault = (values: Record<string, string> = { secret: canary }) => {
  const fixed = fixedProvider(values)
  return { ...fixed, configProviders: new Map([['vault', fixed.provider]]) }
}

type Scene = Pick<ReturnType<typeof openScene>, 'table' | 'logged' | 'metrics'>
/** Everything that is kept or told outside of the slices themselves. */
const kept = async ({ table, logged, metrics }: Scene, name: string) =>
  JSON.stringify([await table.query(connectorPk(name)), logged, metrics])

describe('a source', () => {
  test('is given what its configuration refers to, anew in each slice', async () => {
    const { configProviders, asked, values } = vault()
    const seen: string[] = []
    const scene = await sourceScene(
      ({ config }) => {
        seen.push(config['scripted.secret'])
        return { read: once(batchOf('a', 1)) }
      },
      { configProviders, config: referring },
    )
    await scene.run()
    values.secret = 'rotated'
    await scene.run()
    expect(seen).toEqual([`user:${canary}`, 'user:rotated'])
    // the plan, and two slices
    expect(asked).toEqual(Array(3).fill(['db', 'secret']))
    expect((await scene.task('numbers')).config).toMatchObject(referring)
    expect(await kept(scene, 'numbers')).not.toContain(canary)
  })

  test('that fails with a secret in its error does not tell it', async () => {
    const { configProviders } = vault()
    const scene = await sourceScene(
      ({ config }) => ({
        async *read() {
          const cause = new Error(`connect ${config['scripted.secret']}`)
          yield batchOf('a', 1)
          throw new ConnectError('EXTERNAL', `cannot log in as ${config['scripted.secret']}`, { cause })
        },
      }),
      { configProviders, config: referring },
    )
    expect((await scene.run()).outcome).toBe('failed')
    const { status } = await scene.task('numbers')
    expect(status.trace).toContain('cannot log in as user:[hidden]')
    expect(status.trace).toContain('Caused by: Error: connect user:[hidden]')
    expect(await kept(scene, 'numbers')).not.toContain(canary)
  })

  test('plans with what it refers to, and its tasks keep the references', async () => {
    const { configProviders } = vault({ secret: canary, tables: 'a,b' })
    const planned = defineSource({
      classes: ['com.example.Planned'],
      version: '1',
      config: defineConfig({
        url: string({ importance: 'HIGH', doc: 'where' }),
        tables: string({ importance: 'HIGH', doc: 'what' }),
      }),
      plan: ({ url, tables }) => ({
        tasks: tables.split(',').map(table => ({ partitions: [{ table }], config: { url, tables: table } })),
      }),
      open: () => ({ read: once(), close: async () => {} }),
    })
    const scene = openScene({ plugins: [planned], configProviders })
    const url = 'jdbc:${vault:secret}'
    const config = {
      name: 'p',
      'connector.class': 'Planned',
      url,
      tables: '${vault:tables}',
      'tasks.max': '2',
    }
    await scene.create('source', config)
    expect((await scene.task('p', 0)).config).toEqual({ ...config, tables: 'a' })
    expect((await scene.task('p', 1)).config).toEqual({ ...config, tables: 'b' })
    expect(await kept(scene, 'p')).not.toContain(canary)
  })

  test.each([
    [{ 'tasks.max': '${vault:secret}' }, 'Invalid value [hidden] for configuration tasks.max: Not a number'],
    [{ 'tasks.max': '${vault:few}' }, 'Invalid value [hidden] for configuration tasks.max: Value must be at'],
    [{ 'tasks.max': '${nobody:x}' }, 'Invalid value ${nobody:x} for configuration tasks.max: Not a number'],
    [{ 'key.converter': '${vault:secret}' }, 'Invalid value [hidden] for configuration key.converter'],
  ])('whose configuration is wrong at use fails its plan: %j', async (config, message) => {
    const { configProviders } = vault({ secret: canary, few: '-3' })
    const scene = await sourceScene(() => ({ read: once() }), { configProviders, config })
    expect((await scene.connector('numbers'))?.status).toMatchObject({
      state: 'FAILED',
      trace: expect.stringContaining(message),
    })
    expect(await kept(scene, 'numbers')).not.toContain(canary)
  })

  test('takes over what the worker refers to for its converters and clients, and asks for nothing else', async () => {
    const { configProviders, asked } = vault({ schemas: 'false', 'the secret': canary })
    const worker = {
      'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
      'value.converter.schemas.enable': '${vault:schemas}',
      'sasl.jaas.config': '${vault:the secret}',
    }
    const scene = await sourceScene(() => ({ read: once(batchOf('a', 1)) }), { configProviders, worker })
    await scene.run()
    expect(scene.cluster.values('topic-a')).toEqual(['"a1"'])
    expect(asked.flat()).not.toContain('the secret')
  })
})

test('the dead letters of a sink do not tell a secret', async () => {
  const { configProviders } = vault()
  const scene = await sinkScene(
    [['bad']],
    ({ config, reject }) => ({
      write: async ([record]) => {
        if (record) reject(record, new Error(`refused for ${config['scripted.secret']}`))
      },
    }),
    {
      configProviders,
      config: {
        ...referring,
        'errors.tolerance': 'all',
        'errors.deadletterqueue.topic.name': 'dead',
        'errors.deadletterqueue.topic.replication.factor': '1',
        'errors.deadletterqueue.context.headers.enable': 'true',
      },
    },
  )
  await scene.run()
  const [letter] = scene.cluster.records('dead')
  const headers = (letter?.headers ?? []).map(({ key, value }) => `${key}: ${value}`).join('\n')
  expect(headers).toContain('refused for user:[hidden]')
  expect(headers).not.toContain(canary)
})
