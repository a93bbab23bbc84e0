import { setTimeout as sleep } from 'node:timers/promises'
import { actionsOf, bulkAnswer, type Script } from './scripted-search.ts'

/** A server that does one thing after the other, and goes on with what nobody waits for any more. */
export const busyServer = (msPerDocument: number) => {
  const written = new Map<string, number>()
  let work = Promise.resolve()
  const script: Script = async asked => {
    if (asked.path !== '/_bulk') return undefined
    const actions = actionsOf(asked)
    work = work.then(() => sleep(actions.length * msPerDocument))
    await work
    for (const { _id = '' } of actions) written.set(_id, (written.get(_id) ?? 0) + 1)
    return bulkAnswer(asked)
  }
  return { script, written }
}
