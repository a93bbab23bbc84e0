// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references, as configurations have them
import { expect, test } from 'vitest'
import { pluginsOf } from '../../../connectors/registry.ts'
import { defineConfig, int, password, string } from '../../../connectors/sdk/config.ts'
import { ConnectError } from '../../../connectors/sdk/errors.ts'
import { type Finding, UNREACHABLE } from '../../../connectors/sdk/problem.ts'
import { defineSink } from '../../../connectors/sdk/sink.ts'
import { defineSource } from '../../../connectors/sdk/source.ts'
import type { ConfigProvider } from '../../../functions/runtime/ports/config-provider.ts'
import { probeConfig } from '../../../functions/runtime/probe-config.ts'
import type { Runtime } from '../../../functions/runtime/runtime.ts'
import { fixedProvider } from '../../helpers/fixed-provider.ts'
import { memoryKafka } from '../../helpers/memory-kafka.ts'
import { testPlugins } from '../../helpers/plain-plugins.ts'

const keys = defineConfig({
  url: string({ importance: 'HIGH', doc: 'where' }),
  port: int({ default: 1, importance: 'LOW', doc: 'a number' }),
  secret: password({ default: null, importance: 'HIGH', doc: 'a secret' }),
})

type Probe = (
  config: { readonly url: string; readonly secret: unknown },
  signal: AbortSignal,
) => AsyncIterable<Finding>

const plan = () => ({ tasks: [] })
const open = () => {
  throw new Error('a probe opens nothing')
}

const pluginsWith = (probe: Probe) => {
  const common = { version: '1', config: keys, open }
  const source = defineSource({
    ...common,
    classes: ['com.example.ProbedSource'],
    plan,
    probe: (config, { signal }) => probe(config, signal),
  })
  const sink = defineSink({
    ...common,
    classes: ['com.example.ProbedSink'],
    probe: (config, { signal }) => probe(config, signal),
  })
  const probed = [source, sink].map(plugin => ({ ...plugin, load: async () => plugin }))
  return pluginsOf([...testPlugins, ...probed] as Parameters<typeof pluginsOf>[0])
}

const none: Probe = async function* () {}

const needs = (probe: Probe, providers: Runtime['configProviders'] = new Map()) => {
  const { kafka, append } = memoryKafka()
  return { needs: { plugins: pluginsWith(probe), kafka, configProviders: providers, worker: {} }, append }
}

const source = { name: 'a', 'connector.class': 'ProbedSource', url: 'here' }
const sink = { name: 'a', 'connector.class': 'ProbedSink', url: 'here', topics: 'in' }
const nothing = { version: 1, errors: [], warnings: [], unreachable: [] }

test('what a connector finds is told by severity', async () => {
  const { needs: with_ } = needs(async function* ({ url }) {
    yield ['url', `${url} is closed`]
    yield ['port', 'This may be wrong', 'warning']
  })
  expect(await probeConfig(with_, source)).toEqual({
    ...nothing,
    errors: [['url', 'here is closed']],
    warnings: [['port', 'This may be wrong']],
  })
})

test('what takes too long says nothing, and keeps nothing else from being told', async () => {
  const aborted = Promise.withResolvers<void>()
  const { needs: with_ } = needs(async function* (_, signal) {
    yield ['port', 'This is known already']
    signal.addEventListener('abort', () => aborted.resolve())
    await new Promise(() => undefined)
    yield ['url', 'Nobody waits for this']
  })
  expect(await probeConfig(with_, sink, 50)).toEqual({
    ...nothing,
    errors: [['port', 'This is known already']],
    warnings: [['topics', 'The topic in does not exist yet']],
  })
  await aborted.promise
})

test('what cannot be reached is told no sooner than what does not answer', async () => {
  const { needs: refused } = needs(async function* () {
    yield ['url', UNREACHABLE]
  })
  const { needs: filtered } = needs(async function* (_, signal) {
    await new Promise(resolve => signal.addEventListener('abort', resolve))
    yield ['url', UNREACHABLE]
  })
  const began = performance.now()
  expect(await probeConfig(refused, source, 300)).toEqual({ ...nothing, unreachable: ['url'] })
  expect(performance.now() - began).toBeGreaterThan(290)
  expect((await probeConfig(filtered, source, 50)).errors).toEqual([])
})

test('a probe that fails by itself says nothing', async () => {
  const { needs: with_ } = needs(async function* () {
    yield ['port', 'This is known already']
    throw new Error('a driver')
  })
  expect(await probeConfig(with_, source)).toEqual({
    ...nothing,
    errors: [['port', 'This is known already']],
  })
})

test.each([
  [{ topics: 'in, there' }, [['topics', 'The topic in does not exist yet']]],
  [{ topics: 'there' }, []],
  [{ topics: '', 'topics.regex': 'th.*' }, []],
  [
    { topics: '', 'topics.regex': 'here.*' },
    [['topics.regex', 'No topic has a name that here.* matches, so far']],
  ],
])('topics that are not there yet are a warning: %j', async (topics, warnings) => {
  const { needs: with_, append } = needs(none)
  await append('there', ['a'])
  expect(await probeConfig(with_, { ...sink, ...topics })).toEqual({ ...nothing, warnings })
})

test('Kafka out of reach says nothing of topics', async () => {
  const { needs: with_ } = needs(none)
  const away = { ...with_.kafka, topics: () => Promise.reject(new ConnectError('KAFKA', 'away')) }
  expect(await probeConfig({ ...with_, kafka: away }, sink)).toEqual(nothing)
})

test('references are resolved, and what they stand for is in no text', async () => {
  const { provider } = fixedProvider({ url: 'hidden-host', secret: 'canary-secret', port: '7' })
  const { needs: with_ } = needs(
    async function* ({ url }) {
      yield ['url', `Access to ${url} is denied with canary-secret`]
    },
    new Map([['vault', provider]]),
  )
  const config = { ...source, url: '${vault:url}', secret: '${vault:secret}', port: '${vault:port}' }
  expect(await probeConfig(with_, config)).toEqual({
    ...nothing,
    errors: [['url', 'Access to [hidden] is denied with [hidden]']],
  })
})

test('what is wrong with a value behind a reference is told without it', async () => {
  const { provider } = fixedProvider({ port: 'canary-port' })
  const { needs: with_ } = needs(
    async function* () {
      yield ['url', 'A configuration that is wrong is not probed']
    },
    new Map([['vault', provider]]),
  )
  const { errors } = await probeConfig(with_, { ...source, port: '${vault:port}' })
  expect(errors).toEqual([
    ['port', 'Invalid value [hidden] for configuration port: Not a number of type INT'],
  ])
})

test('a reference that stands for nothing is told', async () => {
  const { provider } = fixedProvider({})
  const { needs: with_ } = needs(none, new Map([['vault', provider]]))
  const { warnings } = await probeConfig(with_, { ...source, url: '${vault:gone}/${nobody:x}' })
  expect(warnings).toEqual([
    ['url', '${vault:gone} stands for nothing and stays as it is'],
    ['url', '${nobody:x} stands for nothing and stays as it is'],
  ])
})

test.each([
  [
    'for good',
    new ConnectError('INVALID_CONFIG', 'there is no such secret'),
    { errors: [['url', 'The config provider vault failed (gone): there is no such secret']] },
  ],
  [
    'for now',
    new ConnectError('EXTERNAL', 'busy'),
    { warnings: [['url', 'The config provider vault failed (gone): busy']] },
  ],
])('a value that cannot be looked up %s is told at its key', async (_, error, found) => {
  const failing: ConfigProvider = { get: () => Promise.reject(error) }
  const { needs: with_ } = needs(none, new Map([['vault', failing]]))
  expect(await probeConfig(with_, { ...source, url: '${vault:gone}' })).toEqual({
    ...nothing,
    ...found,
  })
})
