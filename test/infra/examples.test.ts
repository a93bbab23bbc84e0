import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Template } from 'aws-cdk-lib/assertions'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { functionsOf, runnersOf, workerPropertiesOf } from './functions-of.ts'
import { statementsOf } from './statements.ts'

const project = join(import.meta.dirname, '../..')

let dir: string

/** Runs an app as `cdk` does. */
const synthesize = async (app: string, context: Readonly<Record<string, string>> = {}) => {
  const folder = join(dir, app.replaceAll('/', '-'))
  const env = {
    ...process.env,
    CDK_OUTDIR: folder,
    CDK_CONTEXT_JSON: JSON.stringify(context),
    CDK_VALIDATION: 'true',
  }
  const { stderr } = await promisify(execFile)(process.execPath, [app], { cwd: project, env })
  const { artifacts } = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))
  const stacks = Object.keys(artifacts).filter(id => artifacts[id].type === 'aws:cloudformation:stack')
  const [stack = ''] = stacks
  const text = await readFile(join(folder, artifacts[stack].properties.templateFile), 'utf8')
  return { stacks, said: stderr, template: Template.fromJSON(JSON.parse(text)) }
}

let deployed: Awaited<ReturnType<typeof synthesize>>
let own: Awaited<ReturnType<typeof synthesize>>

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'examples-'))
  ;[deployed, own] = await Promise.all([
    synthesize('infra/app.ts', { worker: 'examples/worker.properties' }),
    synthesize('examples/own-app.ts'),
  ])
}, 60_000)
afterAll(() => rm(dir, { recursive: true, force: true }))

describe('examples/worker.properties', () => {
  test('makes the stack that it names', () => {
    expect(deployed.stacks).toEqual(['orders-connect'])
    expect(deployed.said).toBe('')
  })

  test('beside an MSK cluster, with IAM', () => {
    expect(workerPropertiesOf(deployed.template)).toEqual({
      'group.id': 'orders-connect',
      'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
      'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
      'bootstrap.servers': '<ConnectBootstrapServersOfCluster.bootstrapServers>',
      'security.protocol': 'SASL_SSL',
      'sasl.mechanism': 'AWS_MSK_IAM',
      'sasl.jaas.config': 'software.amazon.msk.auth.iam.IAMLoginModule required;',
    })
  })
})

describe('examples/own-app.ts', () => {
  test('has connectors and a bucket in one stack', () => {
    expect(own.stacks).toEqual(['Orders'])
    own.template.resourceCountIs('AWS::S3::Bucket', 1)
    expect(functionsOf(own.template).SinkTask).toMatchObject({ MemorySize: 2048 })
  })

  test('in which connectors may use the bucket, and operators the REST API', () => {
    const may = (action: string) =>
      statementsOf(own.template).filter(({ actions }) => actions.includes(action))
    expect(
      may('s3:PutObject')
        .map(({ role }) => role.replace(/^Connect(.*)Role$/, '$1'))
        .toSorted(),
    ).toEqual(runnersOf(own.template))
    expect(may('execute-api:Invoke')).toHaveLength(1)
  })

  test('in few lines', async () => {
    const lines = (await readFile(join(project, 'examples/own-app.ts'), 'utf8')).trim().split('\n')
    expect(lines.length).toBeLessThan(30)
  })
})

test('without a file of a worker it is said how to name one', async () => {
  const env = { ...process.env, CDK_OUTDIR: join(dir, 'none'), CDK_CONTEXT_JSON: '{}' }
  const failure = await promisify(execFile)(process.execPath, ['infra/app.ts'], { cwd: project, env }).catch(
    error => error,
  )
  expect(failure.stderr).toContain('is needed: cdk deploy -c worker=worker.properties')
})
