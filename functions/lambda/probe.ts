import type { Probe, ProbeAnswer } from '../../events/probe.ts'
import type { Functions } from '../adapters/aws/functions.ts'
import { untilAborted } from '../runtime/until-aborted.ts'

/** ms for a cold start and the probe itself; the rest of API Gateway's 29 s is for what comes after */
const patience = 20_000

/** Asks `functions/plan` about a configuration; `undefined` when it does not answer. */
export const askProbe =
  (functions: Functions, planFunction: string) =>
  async (config: Probe['config']): Promise<ProbeAnswer | undefined> => {
    const message: Probe = { version: 1, role: 'probe', config }
    const asked = functions.ask(planFunction, message).catch(() => undefined)
    return (await untilAborted(asked, AbortSignal.timeout(patience))) as ProbeAnswer | undefined
  }
