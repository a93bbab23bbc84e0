import { Template } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import { dimensionSets, metricNames, metrics } from '../../events/metrics.ts'
import { emfMetrics } from '../../functions/adapters/metrics/emf.ts'
import { survey } from '../../functions/runtime/survey/survey.ts'
import type { Scene } from '../functions/runtime/scene/scene.ts'
import { sinkScene } from '../functions/runtime/scene/scripted-sink.ts'
import { batchOf, once, sourceScene } from '../functions/runtime/scene/scripted-source.ts'
import { emfMetricsOf, emfViolations } from '../helpers/emf-document.ts'
import { queriedFields, type Read, shownMetrics, watchedMetrics } from './dashboard-body.ts'
import { watchedStack } from './watched-stack.ts'

/** Metrics that are emitted and neither shown nor watched, each with why. */
const unseen: Readonly<Record<string, string>> = {}

const minutes = (n: number) => n * 60_000

/** Nobody comes for ten minutes, while ticks go on. */
const neglect = async ({ runtime, clock }: Pick<Scene, 'runtime' | 'clock'>) => {
  for (let n = 0; n < 3; n++) {
    await survey(runtime)
    await clock.sleep(minutes(5))
  }
}

/** A source that works, waits in vain, and one that cannot be planned. */
const sources = async () => {
  const scene = await sourceScene(() => ({ read: once(batchOf('a', 1, 2)) }))
  await scene.run()
  await scene.create('source', { ...scene.created, name: 'broken', 'tasks.max': 'many' })
  await scene.clock.sleep(minutes(2))
  await neglect(scene)
  return scene
}

/** A sink with dead letters, whose group has live members and whose target fails in the end. */
const sinks = async () => {
  let isFull = false
  const scene = await sinkScene(
    [['1', '{', '3']],
    () => ({
      write: async () => {
        if (isFull) throw new Error('the disk is full')
      },
    }),
    {
      config: {
        'errors.tolerance': 'all',
        'errors.deadletterqueue.topic.name': 'dead',
        'errors.deadletterqueue.topic.replication.factor': '1',
        'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
        'value.converter.schemas.enable': 'false',
      },
      kafkaRoute: async ({ call }, land) => {
        if (call === 'commitGroupOffsets') throw new Error('the group has members')
        return land()
      },
    },
  )
  await scene.run()
  isFull = true
  await scene.cluster.append('t', ['4'])
  await scene.run()
  await neglect(scene)
  return scene
}

/** The lines that functions write while all that happens. */
const linesOf = async (): Promise<readonly string[]> => {
  const lines: string[] = []
  const adapter = emfMetrics({
    namespace: 'KafkaConnect',
    deployment: 'production',
    function: 'test',
    write: line => lines.push(line),
    now: () => 1_790_000_000_000,
  })
  for (const scene of [await sources(), await sinks()])
    for (const { values, subject } of scene.metrics.reports) adapter.put(values, subject)
  return lines
}

const key = ({ name, dimensions }: Read) => `${name} by ${dimensions.split(',').toSorted().join()}`
const keys = (reads: readonly Read[]) => [...new Set(reads.map(key))].toSorted()

const lines = await linesOf()
const emitted = keys(lines.flatMap(emfMetricsOf))
const template = Template.fromStack(watchedStack().stack)
const seen = keys([...shownMetrics(template, 'KafkaConnect'), ...watchedMetrics(template, 'KafkaConnect')])

const defined = metricNames.flatMap(name => {
  const { connector, deployment } = metrics[name]
  const of = (set: readonly string[]) => key({ name, dimensions: set.join() })
  return [
    ...(connector === 'logged' ? [] : [of(dimensionSets.connector)]),
    ...(deployment === 'none' ? [] : [of(dimensionSets.deployment)]),
  ]
})

describe('metrics', () => {
  it('are emitted as they are defined, all of them', () => {
    expect(emitted).toEqual(defined.toSorted())
  })

  it('that dashboard and alarms read are emitted', () => {
    expect(seen.filter(each => !emitted.includes(each))).toEqual([])
  })

  it('that are emitted are on the dashboard or have an alarm, or there is a reason', () => {
    expect(emitted.filter(each => !seen.includes(each) && !(each in unseen))).toEqual([])
    expect(Object.keys(unseen).filter(each => seen.includes(each))).toEqual([])
  })

  it('are emitted in lines that CloudWatch takes', () => {
    const embedded = lines.filter(line => '_aws' in JSON.parse(line))
    expect(embedded.length).toBeGreaterThan(5)
    expect(embedded.flatMap(emfViolations)).toEqual([])
  })

  it('of states are in the table of connectors, which has what is only logged too', () => {
    const states = metricNames.filter(
      name => metrics[name].deployment === 'own' && name !== 'connector-count',
    )
    expect(queriedFields(template).toSorted()).toEqual([...states, 'connector-running-task-count'].toSorted())
  })

  it('of a task are none: each combination of dimensions is billed', () => {
    const sets = new Set(emitted.map(each => each.split(' by ')[1]))
    expect([...sets].toSorted()).toEqual(['Connector,Deployment', 'Deployment'])
  })
})
