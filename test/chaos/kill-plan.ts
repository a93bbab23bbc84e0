import { seededRandom } from '../helpers/random.ts'

export interface KillPlan {
  /** for each kill: ms after the process was started */
  readonly delays: readonly number[]
  /** the kill that takes the broker too */
  readonly withBroker: number
}

const soonest = 200
const latest = 4_000

/** Random moments, the same for the same seed: some while the process still starts, most while records flow. */
export const planKills = (kills: number, seed: number): KillPlan => {
  const random = seededRandom(seed)
  const delays = Array.from({ length: kills }, () => Math.round(soonest + random() * (latest - soonest)))
  return { delays, withBroker: Math.floor(random() * kills) }
}
