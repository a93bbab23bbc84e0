import { topicCreation } from '../connector-config.ts'
import type { Runtime } from '../runtime.ts'
import type { TaskItem } from '../state/items.ts'
import { rememberTopics } from '../topics-used.ts'

/** Creates topics that do not exist yet, by the rules of `topic.creation.*`, when a first record is for them. */
export const topicCreator = (
  runtime: Runtime,
  { connector, config }: Pick<TaskItem, 'connector' | 'config'>,
): ((topic: string) => Promise<void> | undefined) => {
  const isByRules = runtime.worker['topic.creation.enable']?.trim().toLowerCase() !== 'false'
  let creation: ReturnType<typeof topicCreation> | undefined
  const create = async (name: string) => {
    creation ??= topicCreation(isByRules ? config : {})
    await runtime.kafka.createTopic((await creation)(name))
  }
  const ready = new Set<string>()
  const ensure = async (name: string) => {
    const [found] = await runtime.kafka.topics([name])
    if (found === undefined) await create(name)
    await rememberTopics(runtime, connector, [{ topic: name }])
    ready.add(name)
  }
  return topic => (ready.has(topic) ? undefined : ensure(topic))
}
