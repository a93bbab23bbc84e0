import type { Runtime } from '../runtime.ts'
import { rememberTopics } from '../topics-used.ts'

/** Creates topics that do not exist yet, with the broker's defaults, when a first record is for them. */
export const topicCreator = (
  runtime: Runtime,
  connector: string,
): ((topic: string) => Promise<void> | undefined) => {
  const ready = new Set<string>()
  const ensure = async (name: string) => {
    const [found] = await runtime.kafka.topics([name])
    if (found === undefined) await runtime.kafka.createTopic({ name })
    await rememberTopics(runtime, connector, [{ topic: name }])
    ready.add(name)
  }
  return topic => (ready.has(topic) ? undefined : ensure(topic))
}
