import { field, object } from './read.ts'

type Problem = readonly [key: string, message: string]

/**
 * Asks `functions/plan` what is wrong with a configuration as far as only those know who reach the network: what its
 * references stand for, whether its external system takes it. Synchronous: nothing of it is stored on its way.
 */
export interface Probe {
  readonly version: 1
  readonly role: 'probe'
  readonly config: Readonly<Record<string, string>>
}

/** What was found by the deadline. No text in it holds a secret. */
export interface ProbeAnswer {
  readonly version: 1
  /** what will not work until somebody changes it */
  readonly errors: readonly Problem[]
  /** what may be wrong, or is not there yet */
  readonly warnings: readonly Problem[]
  /** keys whose systems could not be reached now */
  readonly unreachable: readonly string[]
}

const readText = (value: unknown, name: string): string => field({ [name]: value }, name, String)

export const readProbe = (input: unknown): Probe => {
  const event = object('Probe', input)
  const config = Object.entries(object('config', event.config))
  return {
    version: field(event, 'version', 1),
    role: field(event, 'role', 'probe'),
    config: Object.fromEntries(config.map(([key, value]) => [key, readText(value, key)])),
  }
}

export const sampleProbe: Probe = {
  version: 1,
  role: 'probe',
  config: { name: 'orders', 'connector.class': 'S3Sink', topics: 'orders', 's3.bucket.name': 'archive' },
}

export const sampleProbeAnswer: ProbeAnswer = {
  version: 1,
  errors: [['s3.bucket.name', 'The bucket archive does not exist']],
  warnings: [['topics', 'The topic orders does not exist yet']],
  unreachable: [],
}
