import {
  boolean,
  type ConfigOf,
  defineConfig,
  int,
  list,
  long,
  parseConfig,
  password,
  string,
} from '../../connectors/sdk/config.ts'
import { atLeast, between, nonEmpty } from '../../connectors/sdk/validators.ts'
import { workerConfig } from '../../functions/runtime/config/worker-config.ts'

type Properties = Readonly<Record<string, string>>

/** URLs with a host: Kafka Connect's `http://:8083` is every interface. */
const listeners: typeof list = options => ({
  ...list(options),
  parse: text =>
    list(options)
      .parse(text)
      .map(url => url.replace('://:', '://0.0.0.0:')),
})

/** Worker keys of this machine alone. */
export const localConfig = defineConfig({
  'bootstrap.servers': list({
    default: null,
    importance: 'HIGH',
    doc: 'host:port of brokers of the Kafka cluster. Without it a broker is started on this machine.',
  }),
  'group.id': string({
    default: 'connect-local',
    importance: 'HIGH',
    doc: 'What tells deployments on one Kafka cluster apart.',
    validator: nonEmpty,
  }),
  listeners: listeners({
    default: ['http://127.0.0.1:8083'],
    importance: 'LOW',
    doc: 'Where the REST API listens. Without a host: on every interface.',
  }),
  'rest.basic.auth.user': string({
    default: null,
    importance: 'MEDIUM',
    doc: 'The name that callers of the REST API give, by basic authentication. Without it nobody is asked, and the API listens to this machine alone.',
  }),
  'rest.basic.auth.password': password({
    default: null,
    importance: 'MEDIUM',
    doc: 'The password that callers of the REST API give. May be a reference to a config provider.',
  }),
  'rest.allow.anonymous': boolean({
    default: false,
    importance: 'LOW',
    doc: 'Whether the REST API may listen to other machines without asking who calls.',
  }),
  'data.dir': string({
    default: 'data',
    importance: 'MEDIUM',
    doc: 'The folder of everything that is stored on this machine: state, the broker, the object store, logs.',
    validator: nonEmpty,
  }),
  'embedded.kafka.port': int({
    default: 9092,
    importance: 'LOW',
    doc: 'The port of the broker that is started on this machine.',
    validator: between(1, 65_535),
  }),
  'slice.max.ms': long({
    default: 10_000,
    importance: 'LOW',
    doc: 'How long one run of a task lasts at most, ms.',
    validator: atLeast(1),
  }),
})

/** The worker keys that are checked at the start; all others (`producer.*`, `sasl.*` …) pass through as they are. */
const workerDefinition = { ...workerConfig, ...localConfig }

export interface Worker {
  readonly config: ConfigOf<typeof workerDefinition>
  /** every key as given, for what passes through */
  readonly properties: Properties
}

const prefix = 'CONNECT_'
const separators = ['', '.', '_', '-']

/** The environment's spelling: `_` is a dot, `__` an underscore, `___` a hyphen. */
const keyOf = (variable: string) =>
  variable
    .slice(prefix.length)
    .toLowerCase()
    .replace(/_{1,3}/g, run => separators[run.length] ?? run)

/** The worker keys among the environment's variables: `CONNECT_BOOTSTRAP_SERVERS` is `bootstrap.servers`. */
export const environmentProperties = (env: NodeJS.ProcessEnv): Properties =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      name.startsWith(prefix) && name !== prefix && value !== undefined ? [[keyOf(name), value]] : [],
    ),
  )

/** The worker's configuration: what the file says, over it what the environment says; throws `INVALID_CONFIG`. */
export const readWorker = (file: Properties, env: NodeJS.ProcessEnv): Worker => {
  const properties = { ...file, ...environmentProperties(env) }
  return { config: parseConfig(workerDefinition, properties), properties }
}
