import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runCommand } from '../../infra/local/run-command.ts'

const project = join(import.meta.dirname, '../..')

/** Puts the package, as it would be published, into `dir`'s `node_modules`, beside the packages that it needs. */
export const installProject = async (dir: string): Promise<void> => {
  const modules = join(dir, 'node_modules')
  const own = join(modules, 'kafka-connect-serverless')
  await mkdir(own, { recursive: true })
  const packed = await runCommand('npm', ['pack', '--silent', '--pack-destination', dir], { cwd: project })
  await runCommand('tar', ['-xzf', join(dir, packed.trim()), '--strip-components=1', '-C', own])
  const there = new Set(await readdir(modules))
  for (const name of await readdir(join(project, 'node_modules')))
    if (!name.startsWith('.') && !there.has(name))
      await symlink(join(project, 'node_modules', name), join(modules, name))
}

const examples = ['hash-field', 'gzip-converter', 'http-source']

/** A package of somebody else with the example plugins, installed by npm into `dir`. */
export const installPlugins = async (dir: string, name: string): Promise<string> => {
  const folder = join(dir, 'plugins-to-install')
  await mkdir(folder, { recursive: true })
  const manifest = { name, version: '1.0.0', type: 'module', exports: './index.js' }
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  await writeFile(join(folder, 'index.js'), examples.map(each => `export * from './${each}.js'\n`).join(''))
  for (const each of examples) {
    const source = await readFile(join(project, 'examples/plugins', `${each}.ts`), 'utf8')
    const text = source.replace('../../connectors/sdk/index.ts', 'kafka-connect-serverless/sdk')
    await writeFile(join(folder, `${each}.js`), text)
  }
  await writeFile(join(dir, 'package.json'), '{"private": true}')
  await runCommand('npm', ['install', '--silent', '--no-audit', '--no-fund', '--install-links', folder], {
    cwd: dir,
  })
  return join(dir, 'node_modules', name)
}
