import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCommand } from '../../../infra/local/run-command.ts'

const project = join(import.meta.dirname, '../../..')

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'own-app-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

/** The package as it would be published, beside the packages that it needs. */
const install = async () => {
  const modules = join(dir, 'node_modules')
  const own = join(modules, 'kafka-connect-serverless')
  await mkdir(own, { recursive: true })
  const packed = await runCommand('npm', ['pack', '--silent', '--pack-destination', dir], { cwd: project })
  await runCommand('tar', ['-xzf', join(dir, packed.trim()), '--strip-components=1', '-C', own])
  for (const name of await readdir(join(project, 'node_modules')))
    if (!name.startsWith('.')) await symlink(join(project, 'node_modules', name), join(modules, name))
}

const app = `
import { App, Stack } from 'aws-cdk-lib'
import { KafkaConnect, selfManagedKafka } from 'kafka-connect-serverless'

const app = new App({ outdir: 'cdk.out' })
const kafka = selfManagedKafka({ bootstrapServers: ['broker:9092'] })
new KafkaConnect(new Stack(app, 'Mine'), 'Connect', { kafka })
app.synth()
`

test('the package makes a stack in an app of one’s own, with the code of its functions', async () => {
  await install()
  await writeFile(join(dir, 'app.mjs'), app)
  await runCommand(process.execPath, ['app.mjs'], { cwd: dir })
  const template = JSON.parse(await readFile(join(dir, 'cdk.out/Mine.template.json'), 'utf8'))
  const types = Object.values<{ Type: string }>(template.Resources).map(({ Type }) => Type)
  expect(types).toContain('AWS::StepFunctions::StateMachine')
  const assets = (await readdir(join(dir, 'cdk.out'))).filter(name => name.startsWith('asset.'))
  const files = await Promise.all(assets.map(name => readdir(join(dir, 'cdk.out', name))))
  expect(files.flat()).toEqual(expect.arrayContaining(['api.mjs', 'source-task.mjs', 'sink-task.mjs']))
})
