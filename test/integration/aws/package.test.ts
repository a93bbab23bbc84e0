import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCommand } from '../../../infra/local/run-command.ts'
import { installPlugins, installProject } from '../../helpers/packed-project.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'own-app-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const app = `
import { App, Stack } from 'aws-cdk-lib'
import { KafkaConnect, selfManagedKafka } from 'kafka-connect-serverless'

const app = new App({ outdir: 'cdk.out' })
const kafka = selfManagedKafka({ bootstrapServers: ['broker:9092'] })
new KafkaConnect(new Stack(app, 'Mine'), 'Connect', { kafka, plugins: ['my-plugins'] })
app.synth()
`

test('the package makes a stack in an app of one’s own, with the code of its functions and somebody’s plugins', async () => {
  await installPlugins(dir, 'my-plugins')
  await installProject(dir)
  await writeFile(join(dir, 'app.mjs'), app)
  await runCommand(process.execPath, ['app.mjs'], { cwd: dir })
  const template = JSON.parse(await readFile(join(dir, 'cdk.out/Mine.template.json'), 'utf8'))
  const types = Object.values<{ Type: string }>(template.Resources).map(({ Type }) => Type)
  expect(types).toContain('AWS::StepFunctions::StateMachine')
  const assets = (await readdir(join(dir, 'cdk.out'))).filter(name => name.startsWith('asset.'))
  const files = await Promise.all(assets.map(name => readdir(join(dir, 'cdk.out', name))))
  expect(files.flat()).toEqual(
    expect.arrayContaining(['api.mjs', 'source-task.mjs', 'sink-task.mjs', 'plugins.mjs']),
  )
  const code = assets.find((_, i) => files[i]?.includes('plugins.mjs')) ?? ''
  const { entries } = await import(join(dir, 'cdk.out', code, 'plugins.mjs'))
  expect(entries.map(({ classes }: { classes: string[] }) => classes[0])).toEqual([
    ...['com.example.GzipConverter', 'com.example.GzipConverter'],
    ...['com.example.HashField', 'com.example.HttpSourceConnector'],
  ])
})
