// Runs on whatever Node the machine has, before anything is installed: plain JavaScript, Node's own modules only.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const oldestNode = 20
const project = fileURLToPath(new URL('../..', import.meta.url))
const stamp = `${project}node_modules/.lock-hash`

const fail = message => {
  console.error(message)
  process.exit(1)
}

const read = file => (existsSync(file) ? readFileSync(file, 'utf8') : '')

const hashOfLock = () =>
  createHash('sha256')
    .update(read(`${project}package-lock.json`))
    .digest('hex')

const requireNode = () => {
  const [major] = process.versions.node.split('.')
  if (Number(major) < oldestNode) fail(`Node ${oldestNode} or newer is needed; this is ${process.version}`)
}

const installPackages = () => {
  console.log('installing npm packages (about half a minute, once)')
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error']
  const { error, status } = spawnSync('npm', args, { cwd: project, stdio: 'inherit' })
  if (error?.code === 'ENOENT') fail('npm is needed and was not found on the PATH')
  if (status !== 0) fail('npm ci failed; the reason stands above')
}

requireNode()
const hash = hashOfLock()
if (read(stamp) !== hash) {
  installPackages()
  writeFileSync(stamp, hash)
}
