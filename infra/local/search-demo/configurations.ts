import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePorts, isPortFree } from '../free-ports.ts'

const examples = join(import.meta.dirname, '../../../examples')

/** A port where it is looked for, or, when somebody else has it, another. */
const portOr = async (usual: number): Promise<number> => {
  if (await isPortFree(usual)) return usual
  const [other = 0] = await freePorts(1)
  return other
}

export interface DemoPorts {
  readonly mariadb: number
  readonly opensearch: number
  readonly kafka: number
  readonly rest: number
}

export const demoPorts = async (): Promise<DemoPorts> => ({
  mariadb: await portOr(3306),
  opensearch: await portOr(9200),
  kafka: await portOr(9092),
  rest: await portOr(8083),
})

/** The example as it stands; with another port, a copy in `dir`. */
const adjusted = (name: string, dir: string, [from, to]: readonly [number, number]): string => {
  const example = join(examples, name)
  if (from === to) return example
  const copy = join(dir, name)
  writeFileSync(copy, readFileSync(example, 'utf8').replace(`localhost:${from}`, `localhost:${to}`))
  return copy
}

/** The files that Connect is started with: the worker's, and those of the two connectors. */
export const writeConfigurations = (dir: string, ports: DemoPorts): readonly string[] => {
  const worker = join(dir, 'worker.properties')
  const properties = [
    `data.dir=${join(dir, 'connect')}`,
    `listeners=http://127.0.0.1:${ports.rest}`,
    `embedded.kafka.port=${ports.kafka}`,
  ]
  writeFileSync(worker, `${properties.join('\n')}\n`)
  return [
    worker,
    adjusted('mysql-source.properties', dir, [3306, ports.mariadb]),
    adjusted('elasticsearch-sink.properties', dir, [9200, ports.opensearch]),
  ]
}
