import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const project = join(import.meta.dirname, '../..')
const read = (file: string) => readFile(join(project, file), 'utf8')

test.each(['mysql-source', 'elasticsearch-sink'])(
  'docs/search.md shows examples/%s.properties as it is',
  async name => {
    const file = `examples/${name}.properties`
    expect(await read('docs/search.md')).toContain(
      `\`${file}\`:\n\n\`\`\`properties\n${await read(file)}\`\`\`\n`,
    )
  },
)
