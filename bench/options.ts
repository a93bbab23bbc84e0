import { parseArgs } from 'node:util'
import { serverNames } from './databases/servers.ts'

export interface BenchOptions {
  readonly rounds: number
  /** lines per source and sink run */
  readonly records: number
  /** takes all figures of all rounds */
  readonly json: string | undefined
  /** rows per run of a database or search engine */
  readonly rows: number
  readonly systems: readonly SystemName[]
  readonly subjects: readonly SubjectName[]
  /** largest heap of the peer's JVM */
  readonly peerHeap: string
}

const positive = (name: string, text: string): number => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} is "${text}"; allowed are 1 and more`)
  return value
}

const systemNames = ['ours', 'plain', 'peer'] as const
export type SystemName = (typeof systemNames)[number]

/** `files`: lines of text, and what converts them */
const subjectNames = ['files', ...serverNames] as const
export type SubjectName = (typeof subjectNames)[number]

const list = new Intl.ListFormat('en')

/** Those that `--only` names; all of a kind when it names none of that kind. */
const selected = (only: string | undefined): Pick<BenchOptions, 'systems' | 'subjects'> => {
  const names = only?.split(',').map(name => name.trim()) ?? []
  const allowed: readonly string[] = [...systemNames, ...subjectNames]
  const unknown = names.find(name => !allowed.includes(name))
  if (unknown !== undefined) throw new Error(`--only is "${unknown}"; allowed are ${list.format(allowed)}`)
  const among = <T extends string>(all: readonly T[]) => {
    const named = all.filter(each => names.includes(each))
    return named.length === 0 ? all : named
  }
  return { systems: among(systemNames), subjects: among(subjectNames) }
}

export const parseOptions = (args: readonly string[]): BenchOptions => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '3' },
      records: { type: 'string', default: '1000000' },
      rows: { type: 'string', default: '500000' },
      json: { type: 'string' },
      only: { type: 'string' },
      'peer-heap': { type: 'string', default: '2G' },
    },
  })
  return {
    rounds: positive('rounds', values.rounds),
    records: positive('records', values.records),
    rows: positive('rows', values.rows),
    json: values.json,
    ...selected(values.only),
    peerHeap: values['peer-heap'],
  }
}
