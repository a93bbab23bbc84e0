import { mkdirSync } from 'node:fs'
import { delimiter, dirname, resolve } from 'node:path'
import type { InstallOptions } from './artifacts.ts'
import { type Ministack, startMinistack } from './ministack.ts'

export interface EmulatorOptions extends InstallOptions {
  /** takes its log and the code of functions; what it holds is in memory */
  readonly dataDir: string
  /** default: a free one */
  readonly port?: number
  /** calls are held against the policies of who makes them; default: everybody may do everything */
  readonly enforceIam?: boolean
}

/** What a deployed stack is made of and what its tests ask. */
const services = [
  'apigateway',
  'cloudformation',
  'cloudwatch',
  'dynamodb',
  'ec2',
  'events',
  'iam',
  'kafka',
  'kms',
  'lambda',
  'logs',
  's3',
  'scheduler',
  'secretsmanager',
  'sns',
  'sqs',
  'ssm',
  'stepfunctions',
  'sts',
]

/**
 * Starts an emulator of the part of AWS that a deployment takes. Its functions are processes of this machine, which run
 * on this process's Node and end with it; they inherit nothing else of this process's environment.
 */
export const startEmulator = (options: EmulatorOptions): Promise<Ministack> => {
  const dataDir = resolve(options.dataDir)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const PATH = [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter)
  const env = { PATH, AUTH: String(options.enforceIam ?? false) }
  return startMinistack({ ...options, name: 'emulator of AWS', dataDir, services, env })
}
