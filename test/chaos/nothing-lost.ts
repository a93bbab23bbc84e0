import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { killAndCompare } from './kill-and-compare.ts'

const { values } = parseArgs({
  options: {
    lines: { type: 'string', default: '1000000' },
    kills: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const [lines, kills, seed] = [Number(values.lines), Number(values.kills), Number(values.seed)]
const dir = await mkdtemp(join(tmpdir(), 'nothing-lost-'))
console.log(`${lines} lines, ${kills} kills, seed ${seed}, all data in ${dir}`)
const { records, objects, repeats, rewinds } = await killAndCompare({
  dir,
  lines,
  kills,
  seed,
  log: console.log,
})
console.log(`${records} records in the topic: every line, in order; ${repeats} repeats`)
console.log(`the source went back ${rewinds.length} times, by ${rewinds.join(', ') || 'no'} lines`)
console.log(`${objects} objects hold each record once, in order`)
if (rewinds.length > kills)
  throw new Error(`the source went back ${rewinds.length} times after ${kills} kills`)
await rm(dir, { recursive: true, force: true })
