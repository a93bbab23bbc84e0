import { type KafkaEventResult, readKafkaEvent } from '../../events/kafka-event.ts'
import { connectorOfArn } from '../runtime/connector-alias.ts'
import type { Limits, Runtime } from '../runtime/runtime.ts'
import { runSinkEvent } from '../runtime/sink/event-run.ts'

/** One batch of records for the sink whose alias of this function was invoked. */
export const sinkEvent =
  (runtime: Runtime) =>
  (event: unknown, functionArn: string, limits: Limits): Promise<KafkaEventResult> =>
    runSinkEvent(runtime, { connector: connectorOfArn(functionArn), event: readKafkaEvent(event) }, limits)
