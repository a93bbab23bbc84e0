import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { printJson } from '../../connectors/sdk/json.ts'
import { deviations } from './vectors/deviations.ts'
import { printOutcome } from './vectors/judge.ts'
import { parseVectors } from './vectors/vector.ts'
import { verdictOn } from './vectors/verdict.ts'

const counts = { passed: 0, deviating: 0, failed: 0 }

const fail = (title: string, ...details: readonly string[]) => {
  counts.failed++
  console.log([`FAILED ${title}`, ...details.map(detail => `  ${detail}`)].join('\n'))
}

const run = async (file: string): Promise<void> => {
  for (const line of parseVectors(readFileSync(file, 'utf8'))) {
    if ('problem' in line) {
      fail(`${file}:${line.line}`, line.problem)
      continue
    }
    const { vector } = line
    const { outcome, passed, deviation, problem } = await verdictOn(vector, deviations)
    const details = [`expected ${printJson(vector.expect)}`, `got      ${printOutcome(outcome)}`]
    if (passed) counts.passed++
    else if (deviation === undefined) fail(`${vector.id} ${vector.class}`, ...details, ...(problem ?? []))
    else {
      counts.deviating++
      console.log(
        [
          `DEVIATES ${vector.id} ${vector.class}, as connectors/${deviation.folder}/README.md says: ${deviation.row}`,
          ...details.map(detail => `  ${detail}`),
        ].join('\n'),
      )
    }
  }
}

const ours = ['records', 'json-text', 'header-text'].map(name =>
  fileURLToPath(new URL(`./vectors/${name}.jsonl`, import.meta.url)),
)
const files = process.argv.slice(2)
for (const file of files.length > 0 ? files : ours) {
  try {
    await run(resolve(process.env.INIT_CWD ?? '', file))
  } catch (error) {
    fail(file, String(error))
  }
}
if (counts.deviating > 0)
  console.log(`\n${counts.deviating} of those that passed deviate in a documented way`)
console.log(`\n${counts.passed + counts.deviating} passed, ${counts.failed} failed`)
process.exitCode = counts.failed === 0 && counts.passed + counts.deviating > 0 ? 0 : 1
