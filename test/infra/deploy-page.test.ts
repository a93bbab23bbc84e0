import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { stackDefinition } from '../../infra/stack-config.ts'
import { table, withTables } from '../helpers/generated-tables.ts'

const page = new URL('../../docs/aws/deploy.md', import.meta.url).pathname

const defaultOf = (value: unknown): string => {
  const text = String(value ?? '')
  return text === '' ? '' : `\`${text}\``
}

const properties = table(
  ['key', 'default', ''],
  Object.entries(stackDefinition).map(([name, { default: value, doc }]) => [
    `\`${name}\``,
    defaultOf(value),
    doc,
  ]),
  { numbers: false },
)

it('docs/aws/deploy.md has the keys of the stack as they are (vitest -u writes them)', async () => {
  await expect(withTables(readFileSync(page, 'utf8'), { properties })).toMatchFileSnapshot(page)
})
