import { parseArgs } from 'node:util'

export interface BenchOptions {
  readonly rounds: number
  /** lines per source and sink run */
  readonly records: number
  /** takes all figures of all rounds */
  readonly json: string | undefined
  /** run only this project or only the peer */
  readonly only: 'ours' | 'peer' | undefined
  /** largest heap of the peer's JVM */
  readonly peerHeap: string
}

const positive = (name: string, text: string): number => {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} is "${text}"; allowed are 1 and more`)
  return value
}

const system = (text: string | undefined): BenchOptions['only'] => {
  if (text !== undefined && text !== 'ours' && text !== 'peer')
    throw new Error(`--only is "${text}"; allowed are ours and peer`)
  return text
}

export const parseOptions = (args: readonly string[]): BenchOptions => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '3' },
      records: { type: 'string', default: '1000000' },
      json: { type: 'string' },
      only: { type: 'string' },
      'peer-heap': { type: 'string', default: '2G' },
    },
  })
  return {
    rounds: positive('rounds', values.rounds),
    records: positive('records', values.records),
    json: values.json,
    only: system(values.only),
    peerHeap: values['peer-heap'],
  }
}
