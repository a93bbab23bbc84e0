import { randomBytes } from 'node:crypto'
import { appendFile, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const isHash = /^asset\.([0-9a-f]{64})$/

/** Makes the functions of an assembly those of another release: the same code, with other bytes and another hash. */
export const otherCode = async (assembly: string): Promise<void> => {
  const names = await readdir(assembly)
  const [, hash] = names.map(name => isHash.exec(name)).find(match => match !== null) ?? []
  if (hash === undefined) throw new Error(`${assembly} has no code, it has ${names.join(', ')}`)
  const other = randomBytes(32).toString('hex')
  const code = join(assembly, `asset.${other}`)
  await rename(join(assembly, `asset.${hash}`), code)
  for (const name of (await readdir(code)).filter(each => each.endsWith('.mjs')))
    await appendFile(join(code, name), `\n// ${other}\n`)
  for (const name of names.filter(each => each.endsWith('.json'))) {
    const file = join(assembly, name)
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll(hash, other))
  }
}
