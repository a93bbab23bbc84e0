import { seededRandom } from './random.ts'
import type { HeldRequest } from './table-routes.ts'

/** Picks one of `among`, counted from 0. */
export type Choose = (among: number) => number

/** Plays once for each sequence of choices that there is; resolves to how many there were. */
export const everyOrder = async (play: (choose: Choose) => Promise<void>): Promise<number> => {
  let picked: { choice: number; among: number }[] = []
  for (let plays = 1; ; plays++) {
    let n = 0
    await play(among => {
      const step = picked[n] ?? { choice: 0, among }
      picked[n++] = step
      return step.choice
    })
    picked = picked.slice(0, n)
    while (picked.length > 0 && picked.at(-1)?.choice === (picked.at(-1)?.among ?? 0) - 1) picked.pop()
    const last = picked.at(-1)
    if (last === undefined) return plays
    last.choice++
  }
}

/** Plays as often as that, with choices at random; the same for the same seed. */
export const someOrders = async (
  plays: number,
  seed: number,
  play: (choose: Choose) => Promise<void>,
): Promise<number> => {
  const random = seededRandom(seed)
  for (let n = 0; n < plays; n++) await play(among => Math.floor(random() * among))
  return plays
}

const settled = () => new Promise(resolve => setImmediate(resolve))
/** turns of the event loop after which whoever has asked for nothing is waiting for somebody else */
const turns = 20

/** Answers held requests one at a time, each of a party that is chosen, until all parties have come to their end. */
export const answerInOrder = async <T>(
  parties: readonly { readonly held: readonly HeldRequest[]; readonly end: Promise<T> }[],
  choose: Choose,
): Promise<readonly T[]> => {
  const ends = Promise.all(parties.map(({ end }) => end))
  let over = false
  ends.then(
    () => {
      over = true
    },
    () => {
      over = true
    },
  )
  for (let idle = 0; !over && idle < turns; idle++) {
    await settled()
    const waiting = parties.flatMap(({ held }) => held.slice(0, 1))
    if (waiting.length === 0) continue
    waiting[waiting.length === 1 ? 0 : choose(waiting.length)]?.answer()
    idle = 0
  }
  return ends
}
