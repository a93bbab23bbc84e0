import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cfnLint } from '../../helpers/cfn-lint.ts'
import { templateOf, type Variant, variants } from '../../infra/variants.ts'

/** What is found and may be, by rule, each with why. */
const accepted: Readonly<Record<string, string>> = {
  W3005: 'the CDK writes dependencies down that references imply',
}

/** Of `npm test`; all others with them where `TEST_AWS=full`. */
const lean: readonly Variant[] = ['everything', 'newMskServerless']

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cfn-lint-'))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

test('templates have no errors and no warnings but those that are listed', async () => {
  const files = (process.env.TEST_AWS === 'full' ? variants : lean).map(variant => ({
    path: join(dir, `${variant}.json`),
    text: JSON.stringify(templateOf(variant).toJSON()),
  }))
  for (const { path, text } of files) await writeFile(path, text)
  const found = await cfnLint(files.map(({ path }) => path))
  const others = found.filter(({ Rule }) => !(Rule.Id in accepted))
  expect(others.map(({ Rule, Message, Filename }) => `${Rule.Id} ${Message} in ${Filename}`)).toEqual([])
  expect([...new Set(found.map(({ Rule }) => Rule.Id))]).toEqual(Object.keys(accepted))
})

test('what is wrong with a template is found', async () => {
  const path = join(dir, 'wrong.json')
  const { Resources } = templateOf('selfManaged').toJSON()
  const [id = ''] = Object.keys(templateOf('selfManaged').findResources('AWS::Lambda::Function'))
  const wrong = { ...Resources[id], Properties: { ...Resources[id].Properties, MemorySize: 64 } }
  await writeFile(path, JSON.stringify({ Resources: { ...Resources, [id]: wrong } }))
  expect((await cfnLint([path])).map(({ Message }) => Message)).toContain(
    '64 is less than the minimum of 128',
  )
})
