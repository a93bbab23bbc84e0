import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { bundle } from '../../infra/bundle.ts'

const { folder, outputs } = bundle()

/** Outputs by the module that they begin with: `functions/api/handler.ts`. */
const byEntry = new Map(Object.entries(outputs).map(([path, { entryPoint }]) => [entryPoint, path]))

const outputOf = (path: string) => {
  const output = outputs[path]
  if (output === undefined) throw new Error(`${path} is not in the bundle`)
  return output
}

/** What a module brings with it when it is loaded, itself included. */
const closureOf = (path: string, seen = new Set<string>()): ReadonlySet<string> => {
  if (seen.has(path)) return seen
  seen.add(path)
  for (const { kind, path: imported, external } of outputOf(path).imports)
    if (kind === 'import-statement' && external !== true) closureOf(imported, seen)
  return seen
}

const pathOf = (entry: string) => {
  const path = byEntry.get(entry)
  if (path !== undefined) return path
  throw new Error(`${entry} has no output, there are ${[...byEntry.keys()].join(', ')}`)
}

const loadedBy = (name: string) => [...closureOf(pathOf(`functions/${name}/handler.ts`))]

/** Where outputs stand before they are published. */
const root = dirname(pathOf('functions/api/handler.ts'))

/** Modules that a function loads when it starts. */
const modulesOf = (name: string) => loadedBy(name).flatMap(path => Object.keys(outputOf(path).inputs))

interface Budget {
  /** kB that a start reads and compiles */
  readonly size: number
  /** packages that talk to something */
  readonly clients: readonly string[]
}

const dynamodb = '@aws-sdk/client-dynamodb'
const lambda = '@aws-sdk/client-lambda'

const budgets: Readonly<Record<string, Budget>> = {
  api: { size: 550, clients: [dynamodb, lambda] },
  'bootstrap-servers': { size: 305, clients: ['@aws-sdk/client-kafka'] },
  plan: { size: 660, clients: [dynamodb, 'kafkajs'] },
  schedule: { size: 495, clients: [dynamodb, lambda, '@aws-sdk/client-sfn'] },
  'sink-event': { size: 680, clients: [dynamodb, 'kafkajs'] },
  'sink-task': { size: 680, clients: [dynamodb, 'kafkajs'] },
  'source-task': { size: 680, clients: [dynamodb, 'kafkajs'] },
  trigger: { size: 450, clients: [dynamodb, lambda] },
}

const functions = Object.keys(budgets)
const isClient = (name: string) => name.startsWith('@aws-sdk/client-') || name === 'kafkajs'
const packageOf = (module: string) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(module)?.[1] ?? ''

test('every function has a budget', () => {
  const entries = readdirSync(folder).filter(file => file.endsWith('.mjs'))
  expect(entries.map(file => basename(file, '.mjs')).toSorted()).toEqual(functions.toSorted())
})

describe.each(Object.entries(budgets))('%s', (name, { size, clients }) => {
  test('loads no more than its budget, which is not too wide', () => {
    const bytes = loadedBy(name).reduce((sum, path) => sum + outputOf(path).bytes, 0)
    expect(bytes).toBeLessThan(size * 1_000)
    expect(bytes).toBeGreaterThan(0.85 * size * 1_000)
  })

  test('loads the clients of what it always talks to, and no others', () => {
    const loaded = new Set(modulesOf(name).map(packageOf).filter(isClient))
    expect([...loaded].toSorted()).toEqual(clients.toSorted())
  })

  test('loads no connector and no converter before a configuration names it', () => {
    const plugins = modulesOf(name).filter(module =>
      /^connectors\/(?!sdk\/|registry\.ts$|storage\/partition)/.test(module),
    )
    expect(plugins).toEqual([])
  })

  test('is alone in having the router of the REST API, or has none', () => {
    expect(modulesOf(name).some(module => packageOf(module).startsWith('@middy/'))).toBe(name === 'api')
  })
})

test('a connector brings its own client, and nobody else’s', () => {
  const modules = [...closureOf(pathOf('connectors/s3/open-store.ts'))].flatMap(path =>
    Object.keys(outputOf(path).inputs),
  )
  const loaded = new Set(modules.map(packageOf).filter(isClient))
  expect([...loaded]).toEqual(['@aws-sdk/client-s3'])
})

/** As the stack gives them. */
const variables = {
  AWS_LAMBDA_FUNCTION_NAME: 'connect',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
  AWS_REGION: 'eu-west-1',
  TABLE_NAME: 'state',
  WORKER_PROPERTIES: '{"bootstrap.servers":"127.0.0.1:1"}',
  STATE_MACHINE_ARN: 'arn:aws:states:eu-west-1:111122223333:stateMachine:connect',
  SCHEDULE_FUNCTION: 'schedule',
  PLAN_FUNCTION: 'plan',
  MAX_CONCURRENCY: '10',
  METRICS_NAMESPACE: 'KafkaConnect',
  DEPLOYMENT: 'connect',
}

/** ms until a fresh process has loaded the files, one after the other. */
const coldImport = async (...paths: readonly string[]): Promise<number> => {
  const files = paths.map(path => join(folder, relative(root, path)))
  const code = `const began = performance.now()
for (const file of ${JSON.stringify(files)}) await import(file)
process.stdout.write(String(performance.now() - began), () => process.exit())`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code], {
    env: variables,
  })
  return Number(stdout)
}

/** ms: some ten times of what is measured on an idle machine. */
const patience = 2_000

/** Entry points, alone and with the connectors that they load for a configuration. */
const starts: readonly (readonly [name: string, ...plugins: readonly string[]])[] = [
  ...functions.map(name => [name] as const),
  ['source-task', 'connectors/file/file-stream-source.ts'],
  ['source-task', 'connectors/datagen/datagen-source.ts'],
  ['sink-task', 'connectors/file/file-stream-sink.ts'],
  ['sink-task', 'connectors/s3/s3-sink.ts', 'connectors/s3/open-store.ts'],
]

test.for(starts)('a cold start of %s is short', async ([name, ...plugins], { annotate }) => {
  const took = await coldImport(...[`functions/${name}/handler.ts`, ...plugins].map(pathOf))
  await annotate(`${[name, ...plugins].join(' with ')}: ${took.toFixed()} ms`)
  expect(took).toBeLessThan(patience)
})
