import { readWake } from '../../events/wake.ts'
import { type SurveyContext, survey } from '../runtime/survey/survey.ts'

/** Besides what else it does, a tick surveys what is there. */
export const withSurvey =
  <T>(context: SurveyContext, handle: (event: unknown) => Promise<T>) =>
  async (event: unknown): Promise<T> => {
    const { connector, execution } = readWake(event)
    const isTick = connector === undefined && execution === undefined
    const both = [handle(event), isTick ? survey(context) : undefined] as const
    // nothing of an invocation goes on after its answer
    await Promise.allSettled(both)
    const [result] = await Promise.all(both)
    return result
  }
