import type { Scenario } from '../scenario.ts'
import type { Played } from './report.ts'
import { openStage, type StageOptions } from './stage.ts'

const messageOf = (error: unknown) =>
  error instanceof Error ? (error.stack ?? error.message) : String(error)

/** Plays a scenario; what it ends with instead of an outcome is a result, too. */
const playOne = async (scenario: Scenario, options: StageOptions): Promise<Played> => {
  const { name, rules } = scenario
  const why = await scenario.skipped?.()
  if (why !== undefined) {
    options.log(`${name} is skipped: ${why}`)
    return { scenario: { name, rules }, why }
  }
  const log = (line: string) => options.log(`${name}: ${line}`)
  const began = performance.now()
  try {
    const outcome = await scenario.play(openStage(name, { ...options, log }))
    log(`played in ${Math.round((performance.now() - began) / 1000)} s: ${JSON.stringify(outcome)}`)
    return { scenario: { name, rules }, outcome }
  } catch (error) {
    log(`failed: ${messageOf(error)}`)
    return { scenario: { name, rules }, why: messageOf(error), failed: true }
  }
}

/** Plays scenarios one after the other . */
export const playAll = async (
  scenarios: readonly Scenario[],
  options: StageOptions,
): Promise<readonly Played[]> => {
  const played: Played[] = []
  for (const scenario of scenarios) {
    played.push(await playOne(scenario, options))
  }
  return played
}
