import { describe, expect, it } from 'vitest'
import { survey } from '../../../functions/runtime/survey/survey.ts'
import { sinkScene, sinkSceneBefore } from './scene/scripted-sink.ts'

const watched = { watchesTopics: true }

describe('the plan of a sink whose topics are watched', () => {
  it('is not due by itself', async () => {
    const scene = await sinkScene([['a']], () => ({}), watched)
    expect((await scene.connector('archive'))?.dueAt).toBeUndefined()
  })

  it('looks for itself when nothing else finds what it may read', async () => {
    const config = { topics: '', 'topics.regex': 't' }
    const scene = await sinkScene([['a']], () => ({}), { ...watched, config })
    expect((await scene.connector('archive'))?.dueAt).toBe(scene.now() + 300_000)
    const missing = sinkSceneBefore(() => ({}), watched)
    await missing.begin()
    expect((await missing.connector('archive'))?.dueAt).toBe(missing.now() + 1_000)
    await missing.plan('archive')
    expect((await missing.connector('archive'))?.dueAt).toBe(missing.now() + 60_000)
  })

  it('is due after a survey when a topic has more partitions', async () => {
    const scene = await sinkScene([['a']], () => ({}), watched)
    await survey(scene.runtime)
    expect((await scene.connector('archive'))?.dueAt).toBeUndefined()
    scene.cluster.extendTopic('t', 3)
    await scene.clock.sleep(300_000)
    await survey(scene.runtime)
    expect((await scene.connector('archive'))?.dueAt).toBe(scene.now())
    await scene.plan('archive')
    expect((await scene.task('archive')).partitions).toHaveLength(3)
    expect((await scene.connector('archive'))?.dueAt).toBeUndefined()
  })

  it('is due after a survey when a topic is gone, and then looks until it is there again', async () => {
    const scene = await sinkScene([['a']], () => ({}), watched)
    scene.cluster.deleteTopic('t')
    await survey(scene.runtime)
    expect((await scene.connector('archive'))?.dueAt).toBe(scene.now())
    await scene.plan('archive')
    expect((await scene.connector('archive'))?.dueAt).toBe(scene.now() + 60_000)
  })

  it('stays as it is while Kafka cannot be reached', async () => {
    let isAway = false
    const scene = await sinkScene([['a']], () => ({}), {
      ...watched,
      kafkaRoute: async (_request, land) => {
        if (isAway) throw new Error('no route')
        return land()
      },
    })
    isAway = true
    scene.cluster.extendTopic('t', 3)
    await survey(scene.runtime)
    expect((await scene.connector('archive'))?.dueAt).toBeUndefined()
  })
})
