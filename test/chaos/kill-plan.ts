import { seededRandom } from '../helpers/random.ts'

export interface Kill {
  /** the delay counts from its start, so that it may not be ready yet, or from when it is */
  readonly after: 'its start' | 'it was ready'
  /** ms */
  readonly delay: number
  readonly withBroker: boolean
}

const shortest = 100
// a run that takes over from a killed one writes after 5 s at the earliest
const longest = 10_000

/** Random moments, the same for the same seed: most while records flow, some while the process still starts. */
export const planKills = (kills: number, seed: number): readonly Kill[] => {
  const random = seededRandom(seed)
  const broker = Math.floor(random() * kills)
  return Array.from({ length: kills }, (_, index) => ({
    after: random() < 0.3 ? 'its start' : 'it was ready',
    delay: Math.round(shortest + random() * (longest - shortest)),
    withBroker: index === broker,
  }))
}
