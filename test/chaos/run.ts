import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { scenarios } from './scenarios.ts'
import { playAll } from './stage/play.ts'
import { broken, tableOf } from './stage/report.ts'
import { openServices } from './stage/stage.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string', default: scenarios.map(({ name }) => name).join(',') },
    quick: { type: 'boolean', default: false },
    share: { type: 'string' },
    slowness: { type: 'string', default: '1' },
  },
})
const names = values.only.split(',').map(name => name.trim())
const unknown = names.find(name => !scenarios.some(each => each.name === name))
if (unknown !== undefined)
  throw new Error(`--only names ${unknown}; allowed are ${scenarios.map(({ name }) => name).join(', ')}`)

const seed = Number(values.seed)
const share = Number(values.share ?? (values.quick ? 0.02 : 1))
const dir = await mkdtemp(join(tmpdir(), 'chaos-'))
console.log(`seed ${seed}, all data in ${dir}`)
const services = openServices(dir)
const played = await playAll(
  scenarios.filter(({ name }) => names.includes(name)),
  { dir, seed, share, services, log: console.log },
)
await services.stop()
const slowness = Number(values.slowness)
const problems = played.flatMap(each =>
  broken(each, { slowness }).map(text => `${each.scenario.name}: ${text}`),
)
for (const { scenario, why, failed } of played)
  if (why !== undefined && !failed) console.log(`${scenario.name} was skipped: ${why}`)
for (const { scenario } of played)
  if (scenario.rules.window !== undefined) console.log(`${scenario.name}: ${scenario.rules.window}`)
for (const problem of problems) console.log(`BROKEN: ${problem}`)
console.log(`\n${tableOf(played)}\n\nseed ${seed}`)
if (problems.length === 0) await rm(dir, { recursive: true, force: true })
process.exit(problems.length === 0 ? 0 : 1)
