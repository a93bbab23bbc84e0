import type { ConnectOptions, ConnectProcess } from '../../test/helpers/connect-process.ts'
import { type Flow, measureFlow } from '../measures.ts'
import { jdbcPlugin, kafkaConnect, type System, thisProject } from '../systems.ts'
import { measurePlainLoop } from './plain-process.ts'
import type { Route, RunPlace } from './route.ts'

/** What moves rows: started once a round, and measured route by route. */
export interface Contender {
  readonly name: string
  start(options: ConnectOptions): Promise<StartedContender>
}

export interface StartedContender {
  has(route: Route): boolean
  measure(route: Route, place: RunPlace): Promise<Flow>
  stop(): Promise<void>
}

type ConfigOf = (route: Route) => Route['ours'] | undefined

const measureConnector =
  (connect: ConnectProcess, configOf: ConfigOf) =>
  async (route: Route, place: RunPlace): Promise<Flow> => {
    const { name, rows: records } = place
    const config = configOf(route)?.(place) ?? {}
    const count = () => route.count(place)
    const flow = await measureFlow({ connect, name, config, count, records, interval: route.interval })
    await connect.rest.delete(name)
    return flow
  }

const worker = (system: System, configOf: ConfigOf): Contender => ({
  name: system.name,
  start: async options => {
    const connect = await system.start(options)
    return {
      has: route => configOf(route) !== undefined,
      measure: measureConnector(connect, configOf),
      stop: connect.stop,
    }
  },
})

export const ours = (): Contender => worker(thisProject(), route => route.ours)

/** Debezium's sink: the one of the JVM's connectors that is on Maven Central. */
export const peer = (heap: string): Contender =>
  worker(
    { ...kafkaConnect(heap, jdbcPlugin), name: "Debezium's JDBC sink on Kafka Connect" },
    route => route.peer,
  )

export const plainLoopName = 'the plain loop'

/** A process for each route, which has nothing but the driver and a Kafka client. */
export const plainLoop = (): Contender => ({
  name: plainLoopName,
  start: async () => ({ has: () => true, measure: measurePlainLoop, stop: async () => undefined }),
})
