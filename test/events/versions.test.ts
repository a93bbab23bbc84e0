import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readGroupChange, sampleGroupChange, sampleGroupChanged } from '../../events/group-change.ts'
import { readKafkaEvent, sampleMskEvent, sampleSelfManagedKafkaEvent } from '../../events/kafka-event.ts'
import { readKafkaQuery, sampleKafkaAnswer, sampleKafkaQuery } from '../../events/kafka-query.ts'
import { readPlanRun, samplePlanRun } from '../../events/plan-run.ts'
import { readProbe, sampleProbe, sampleProbeAnswer } from '../../events/probe.ts'
import { readRunGroup, sampleRunGroup, sampleRunGroupResult } from '../../events/run-group.ts'
import { readTaskRun, sampleTaskResult, sampleTaskRun } from '../../events/task-run.ts'
import { readWake, sampleWake } from '../../events/wake.ts'

/** Messages that this project sends to itself, with what reads them; results are read as they are. */
const messages: Readonly<Record<string, readonly [sample: unknown, read?: (input: unknown) => unknown]>> = {
  GroupChange: [sampleGroupChange, readGroupChange],
  GroupChanged: [sampleGroupChanged],
  KafkaAnswer: [sampleKafkaAnswer],
  KafkaQueryOfCluster: [{ version: 1, role: 'query', what: 'cluster' }, readKafkaQuery],
  KafkaQueryOfEnds: [sampleKafkaQuery, readKafkaQuery],
  KafkaQueryOfTopics: [{ version: 1, role: 'query', what: 'topics', topics: ['orders'] }, readKafkaQuery],
  MskEvent: [sampleMskEvent, readKafkaEvent],
  PlanRun: [samplePlanRun, readPlanRun],
  Probe: [sampleProbe, readProbe],
  ProbeAnswer: [sampleProbeAnswer],
  RunGroup: [sampleRunGroup, readRunGroup],
  RunGroupResult: [sampleRunGroupResult],
  SelfManagedKafkaEvent: [sampleSelfManagedKafkaEvent, readKafkaEvent],
  TaskResult: [sampleTaskResult],
  TaskRun: [sampleTaskRun, readTaskRun],
  Wake: [sampleWake, readWake],
}

const folder = new URL('../fixtures/messages/', import.meta.url)
const sentBy = (file: string): Readonly<Record<string, object>> =>
  JSON.parse(readFileSync(new URL(file, folder), 'utf8'))

/** By the day of a version's last commit. */
const files = readdirSync(folder).toSorted()

describe.each(files)('messages of %s', file => {
  const sent = sentBy(file)

  it.each(Object.keys(sent))('%s is read as it was meant', name => {
    const read = messages[name]?.[1] ?? ((input: unknown) => input)
    expect(read(sent[name])).toEqual(sent[name])
  })

  it.each(Object.keys(sent).filter(name => messages[name]?.[1]))(
    '%s is read past what is new in it',
    name => {
      expect(messages[name]?.[1]?.({ ...sent[name], added: { later: true } })).toEqual(sent[name])
    },
  )
})

it('today’s are the latest that are kept: those of another version have a file of their own', () => {
  const samples = Object.entries(messages).map(([name, [sample]]) => [name, sample])
  expect(Object.fromEntries(samples)).toEqual(sentBy(files.at(-1) ?? ''))
})
