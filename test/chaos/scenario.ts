import type { Stage } from './stage/stage.ts'
import type { Tally } from './stage/tally.ts'

/** What holds in a scenario beyond what holds in all of them: nothing lost, nothing overwritten by older. */
export interface Rules {
  /** each record is there once */
  readonly once?: true
  /** ms within which a task is at work again after a fault */
  readonly recovery?: number
  /** nothing but the lease holds a late write off here: what may be overwritten, and when */
  readonly window?: string
}

/** What came of a scenario. */
export interface Outcome extends Tally {
  readonly faults: number
  /** slices of tasks that took their lease */
  readonly runs: number
  /** the longest from a fault's end to the next record that arrived, ms; absent: nothing was to be waited for */
  readonly recovery?: number | undefined
}

interface Acts<S> {
  /** as `--only` and the table have it */
  readonly name: string
  readonly rules: Rules
  /** why it cannot run here */
  skipped?(): Promise<string | undefined>
  setUp(stage: Stage): Promise<S>
  /** Everything runs, and the faults happen. Resolves with how many there were, when all of them are over. */
  underFaults(scene: S, stage: Stage): Promise<number>
  /** Waits until everything has arrived, or nothing moves any more, and counts. */
  verify(scene: S): Promise<Omit<Outcome, 'faults'>>
  tearDown(scene: S): Promise<void>
}

/** A scenario, whatever it is made of. */
export interface Scenario extends Pick<Acts<unknown>, 'name' | 'rules' | 'skipped'> {
  play(stage: Stage): Promise<Outcome>
}

export const defineScenario = <S>(acts: Acts<S>): Scenario => ({
  name: acts.name,
  rules: acts.rules,
  ...(acts.skipped && { skipped: acts.skipped }),
  play: async stage => {
    const scene = await acts.setUp(stage)
    try {
      const faults = await acts.underFaults(scene, stage)
      return { ...(await acts.verify(scene)), faults }
    } finally {
      await acts.tearDown(scene)
    }
  },
})
