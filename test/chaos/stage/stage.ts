import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type DynamoDb, startDynamoDb } from '../../../infra/local/dynamodb-local.ts'
import { type ObjectStore, startObjectStore } from '../../../infra/local/object-store.ts'
import { seededRandom } from '../../helpers/random.ts'
import { type ProxiedBroker, proxiedBroker } from './proxied-broker.ts'

/** Where a scenario is played. */
export interface Stage {
  /** its own folder */
  readonly dir: string
  /** the services that it shares with the others; it leaves them as it found them */
  readonly services: Services
  /** the same numbers for the same seed and scenario */
  readonly random: () => number
  /** as many faults as fit into the given form of the suite: 1 in the whole one */
  readonly share: number
  readonly log: (line: string) => void
}

/** Started when first asked for. */
export interface Services {
  broker(): Promise<ProxiedBroker>
  dynamodb(): Promise<Pick<DynamoDb, 'endpoint'>>
  s3(): Promise<ObjectStore>
  stop(): Promise<void>
}

const once = <T>(start: () => Promise<T>) => {
  let started: Promise<T> | undefined
  return Object.assign(
    () => {
      started ??= start()
      return started
    },
    { started: () => started },
  )
}

export const openServices = (dir: string): Services => {
  const broker = once(() => proxiedBroker(join(dir, 'broker')))
  const dynamodb = once(() => startDynamoDb({ dataDir: join(dir, 'dynamodb') }))
  const s3 = once(() => startObjectStore({ dataDir: join(dir, 's3') }))
  return {
    broker,
    dynamodb,
    s3,
    stop: async () => {
      for (const each of [broker, dynamodb, s3]) await (await each.started())?.stop()
    },
  }
}

const hashOf = (text: string) =>
  [...text].reduce((hash, letter) => Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193), 0x811c9dc5)

export interface StageOptions extends Pick<Stage, 'services' | 'share' | 'log'> {
  /** of the suite */
  readonly dir: string
  readonly seed: number
}

/** The stage of one scenario: its random numbers do not depend on which others are played. */
export const openStage = (name: string, { dir, seed, ...rest }: StageOptions): Stage => {
  const own = join(dir, name)
  mkdirSync(own, { recursive: true })
  return { ...rest, dir: own, random: seededRandom(seed ^ hashOf(name)) }
}

/** A whole number from `from` up to, not including, `to`. */
export const between = ({ random }: Pick<Stage, 'random'>, from: number, to: number): number =>
  Math.floor(from + random() * (to - from))

/** How often something happens that happens `times` times in the whole suite. */
export const times = ({ share }: Pick<Stage, 'share'>, whole: number, least = 1): number =>
  Math.max(least, Math.round(whole * share))

/** A stage for what goes on at the same time: its random numbers are its own. */
export const fork = (stage: Stage, name = '.'): Stage => {
  const dir = join(stage.dir, name)
  mkdirSync(dir, { recursive: true })
  return { ...stage, dir, random: seededRandom(stage.random() * 2 ** 32) }
}
