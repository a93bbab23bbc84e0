import { existsSync, readFileSync } from 'node:fs'
import { customEntries } from '../../connectors/custom-plugins.ts'
import { pluginsOf, registry } from '../../connectors/registry.ts'
import { type ConfigDef, string, validateConfig } from '../../connectors/sdk/config.ts'
import { oneOf } from '../../connectors/sdk/validators.ts'
import { gzipConverter } from '../../examples/plugins/gzip-converter.ts'
import { hashField } from '../../examples/plugins/hash-field.ts'
import { clientDefinition } from '../../functions/adapters/kafka/client-definition.ts'
import { clientOverrides } from '../../functions/runtime/config/client-overrides.ts'
import { sinkConfig } from '../../functions/runtime/config/sink-config.ts'
import { sourceConfig } from '../../functions/runtime/config/source-config.ts'
import { workerConfig } from '../../functions/runtime/config/worker-config.ts'
import { validateConnector } from '../../functions/runtime/connector-config.ts'
import { localConfig } from '../../infra/local/worker-properties.ts'
import { stackDefinition } from '../../infra/stack-config.ts'
import { operationOf, undescribedBody } from '../helpers/openapi.ts'
import { renamed } from './key-tables.ts'
import { type CallBody, type Example, examplesIn, ofJson, ofProperties } from './page-examples.ts'

type Properties = Readonly<Record<string, string>>

const root = new URL('../../', import.meta.url).pathname

/** Those of this project and those that the pages show. */
const plugins = pluginsOf([
  ...registry,
  ...customEntries([{ name: 'examples', exports: { hashField, gzipConverter } }]),
])
const loaded = await Promise.all(plugins.entries.map(entry => entry.load()))
const isConverter = ({ type }: { readonly type: string }) => /converter$/.test(type)
const keysOf = (which: typeof loaded): readonly ConfigDef[] => which.map(plugin => plugin.config)

const converterKeys = Object.keys(workerConfig)
  .filter(key => key.endsWith('.converter'))
  .flatMap(key => keysOf(loaded.filter(isConverter)).map(each => renamed(each, name => `${key}.${name}`)))

const free = (pattern: RegExp) => ({ pattern, key: string({ importance: 'LOW', doc: 'Named by the user.' }) })
const freeKeys = [free(/^config\.providers\.[\w-]+\.(class|param\.[\w.]+)$/)]

const listenerKeys = {
  'ssl.client.auth': string({
    importance: 'LOW',
    doc: 'Whether clients need a certificate.',
    validator: oneOf('none', 'requested', 'required'),
  }),
  ...clientDefinition,
}

const workerDefinitions: readonly ConfigDef[] = [
  workerConfig,
  localConfig,
  stackDefinition,
  clientDefinition,
  renamed(clientOverrides, name => name.replace('.override.', '.')),
  renamed(listenerKeys, name => `listeners.https.${name}`),
  ...converterKeys,
]

/** All that a sentence may mention, also keys as they stand below a prefix. */
const definitions: readonly ConfigDef[] = [
  ...workerDefinitions,
  sinkConfig,
  sourceConfig,
  clientOverrides,
  ...keysOf(loaded),
]

const hasReference = (value: string) => value.includes('${')

/** What is wrong with a value of a key by the definitions that have it; one that takes it is enough. */
const valueProblems = (among: readonly ConfigDef[], key: string, value: string): readonly string[] => {
  const specs = among.flatMap(definition => definition[key] ?? [])
  const known = specs.length > 0 ? specs : freeKeys.flatMap(each => (each.pattern.test(key) ? each.key : []))
  if (known.length === 0) return [`nobody reads ${key}`]
  const tried = known.map(spec =>
    validateConfig({ [key]: spec }, { [key]: value }).flatMap(({ errors }) => errors),
  )
  return hasReference(value) || tried.some(errors => errors.length === 0) ? [] : (tried[0] ?? [])
}

const connectorProblems = async (config: Properties): Promise<readonly string[]> => {
  const { keys, warnings } = await validateConnector(plugins, config)
  return [...keys.flatMap(({ errors }) => errors), ...warnings.map(([, message]) => message)]
}

const bodyProblems = (method: string, path: string, body: CallBody): readonly string[] => {
  if (body === undefined) return []
  if ('file' in body) return existsSync(root + body.file) ? [] : [`there is no ${body.file}`]
  return undescribedBody(method, path, JSON.parse(body.text))
}

const callProblems = ({ method, path, body }: Extract<Example, { kind: 'call' }>): readonly string[] =>
  operationOf(method, path) === undefined
    ? [`${method} ${path} is no request of the API`]
    : bodyProblems(method, path, body)

/** A mention may be of what is refused: its value only has to be one of the key's type. */
const mentionProblems = (key: string, value: string): readonly string[] => {
  const types = definitions.flatMap(definition => {
    if (definition[key] === undefined) return []
    const { validator: _, ...spec } = definition[key]
    return [{ [key]: spec }]
  })
  return valueProblems(types, key, value)
}

const problemsOf = async (example: Example): Promise<readonly string[]> => {
  if (example.kind === 'connector') return connectorProblems(example.config)
  if (example.kind === 'mention') return mentionProblems(example.key, example.value)
  if (example.kind === 'call') {
    const { body, line } = example
    const inner = body !== undefined && 'text' in body ? ofJson(body.text, line) : []
    return [...callProblems(example), ...(await Promise.all(inner.map(problemsOf))).flat()]
  }
  return Object.entries(example.config).flatMap(([key, value]) =>
    valueProblems(workerDefinitions, key, value),
  )
}

/** Examples of a file: a page, or a configuration. */
export const examplesOf = (path: string, text: string): readonly Example[] => {
  if (path.endsWith('.md')) return examplesIn(text)
  return path.endsWith('.json') ? ofJson(text, 1) : [ofProperties(text, 1)]
}

/** What is wrong with the examples of a file, with its line; nothing when all is right. */
export const exampleProblems = async (path: string, text: string): Promise<readonly string[]> => {
  const found = await Promise.all(
    examplesOf(path, text).map(async example =>
      (await problemsOf(example)).map(problem => `${path}:${example.line}: ${problem}`),
    ),
  )
  return found.flat()
}

export const readPage = (path: string): string => readFileSync(root + path, 'utf8')
