import { describe, expect, test } from 'vitest'
import { pluginsOf, registry } from '../../../connectors/registry.ts'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import type { Sink } from '../../../connectors/sdk/sink.ts'
import type { Source } from '../../../connectors/sdk/source.ts'
import type { Plugin } from '../../../functions/runtime/ports/plugins.ts'
import { probeConfig } from '../../../functions/runtime/probe-config.ts'
import { apiOver } from '../api/api-over.ts'
import { openScene, type Scene, type SceneOptions } from '../runtime/scene/scene.ts'
import { everythingOut } from './everything-out.ts'
import { type Leak, leakySink, leakySource } from './leaky.ts'
import { canary, referring, seeded, seededProvider, seededWorker } from './seeded.ts'

type Config = Readonly<Record<string, string>>

/** What each plugin needs besides its secrets. */
const needed: Config = {
  file: '/tmp/canaries',
  topic: 'out',
  'kafka.topic': 'out',
  quickstart: 'users',
  's3.bucket.name': 'archive',
  'aws.access.key.id': 'AKIA',
  'topic.prefix': 'out',
  'connection.username': 'u',
  'proxy.host': '127.0.0.1',
  'proxy.username': 'u',
  'elastic.security.protocol': 'SSL',
}

/** Secrets that are refused beside others, which are there. */
const alternatives = [
  'connection.api.key',
  'connection.bearer.token',
  'aws.secret_access_key',
  'aws.session_token',
]

/** Where users and passwords may stand in it, and where they may not: then it is refused, and nothing is opened. */
const connectionUrl = (className: string) =>
  className.includes('.jdbc.')
    ? `jdbc:postgresql://127.0.0.1:9/shop?user=u&password=${canary}%2Durl&sslpassword=${canary}-parameter`
    : 'https://127.0.0.1:9'

const sinkKeys: Config = {
  topics: 'in',
  'errors.tolerance': 'all',
  'errors.deadletterqueue.topic.name': 'dead',
  'errors.deadletterqueue.context.headers.enable': 'true',
}

/** In the form that their connectors take. */
const formed = (className: string): Config => ({
  'connection.url': connectionUrl(className),
  'query.masked': `SELECT '${canary}-query'`,
})

const configFor = (plugin: Source | Sink, secrets: Config): Config & { readonly name: string } => {
  const [className = ''] = plugin.classes
  const ownOf = (config: Config) =>
    Object.fromEntries(Object.entries(config).filter(([key]) => Object.hasOwn(plugin.config, key)))
  return {
    ...(plugin.type === 'sink' ? sinkKeys : {}),
    ...ownOf(needed),
    ...Object.fromEntries(Object.entries(secrets).filter(([key]) => !alternatives.includes(key))),
    ...ownOf(formed(className)),
    name: 'secretive',
    'connector.class': className,
  }
}

const open = (plugin: Source | Sink, leak: Leak, options: Partial<SceneOptions> = {}) => {
  const leaky = plugin.type === 'sink' ? leakySink(plugin, leak) : leakySource(plugin, leak)
  return openScene({
    plugins: [leaky] as unknown as readonly Plugin[],
    worker: seededWorker,
    configProviders: new Map([['vault', seededProvider]]),
    ...options,
  })
}

const runAll = async (scene: Scene, { type }: Source | Sink, config: Config & { readonly name: string }) => {
  await scene.cluster.append('dead', [])
  if (type === 'sink') await scene.cluster.append('in', ['a', 'b'])
  const planned = await scene.create(type, config)
  if (planned === 'planned') await (type === 'sink' ? scene.runSink : scene.runSource)('secretive')
  const { table, runtime } = scene
  const probe = (probed: Config) => probeConfig(runtime, probed, 1_000)
  return everythingOut(
    scene,
    apiOver(table, { plugins: runtime.plugins, worker: seededWorker, probe }),
    config,
  )
}

const expectNoCanary = (out: ReadonlyMap<string, string>) => {
  const leaks = [...out].filter(([, text]) => text.includes(canary))
  expect(
    leaks.map(([where, text]) => [where, text.slice(Math.max(0, text.indexOf(canary) - 100)).slice(0, 200)]),
  ).toEqual([])
}

const connectors = registry.filter(({ type }) => type === 'source' || type === 'sink')
const load = async (className: string) => {
  const plugin = await pluginsOf(registry).find(['source', 'sink'], className)
  if (plugin === undefined) throw new Error(`there is no ${className}`)
  return plugin
}

describe.each(connectors.map(({ classes }) => classes[0] ?? ''))('secrets of %s', className => {
  test.each<Leak>(['plan', 'open', 'run', 'reject'])(
    'are in nothing that comes out when it fails in %s',
    async leak => {
      const plugin = await load(className)
      const config = configFor(plugin, seeded(plugin.config))
      const scene = open(plugin, leak)
      const out = await runAll(scene, plugin, config)
      expectNoCanary(out)
      const text = [...out.values()].join()
      expect(text).toContain('[hidden]')
      // it was looked at where it fails
      if (plugin.type === 'sink' && leak === 'reject') expect(scene.cluster.records('dead').length).toBe(2)
      else if (plugin.type === 'source' || leak !== 'plan') expect(text).toContain('cannot log in with')
    },
  )

  test('that are looked up are in nothing either', async () => {
    const plugin = await load(className)
    const config = configFor(plugin, referring(plugin.config))
    expectNoCanary(await runAll(open(plugin, 'run'), plugin, config))
  })

  test('of the worker are not in what Kafka says', async () => {
    const plugin = await load(className)
    const kafkaRoute = async () => {
      throw new ConnectError('KAFKA', `SASL failed with ${canary}-worker and ${canary}-key`)
    }
    expectNoCanary(
      await runAll(open(plugin, 'run', { kafkaRoute }), plugin, configFor(plugin, seeded(plugin.config))),
    )
  })
})
