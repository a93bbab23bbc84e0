import type { Context } from 'aws-lambda'
import { openRuntime } from '../lambda/runtime.ts'
import { sinkEvent } from './sink-event.ts'

const open = openRuntime()

export const handler = async (event: unknown, context: Context) => {
  const runtime = await open()
  const deadline = runtime.clock.now() + context.getRemainingTimeInMillis()
  return sinkEvent(runtime)(event, context.invokedFunctionArn, { deadline })
}
