import { readdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { installArtifact } from '../../../infra/local/artifacts.ts'
import { classPath } from '../../../infra/local/java.ts'
import { startJvm } from '../../helpers/jvm.ts'
import { type Answer, type Case, caseLine } from './case.ts'

/** Kafka's own classes, and Debezium's, in a JVM. */
export interface Peer {
  /** one at a time */
  ask(asked: Case): Promise<Answer>
  stop(): Promise<void>
}

export const startPeer = async (): Promise<Peer> => {
  const [kafka, debezium] = [await installArtifact('kafka-connect'), await installArtifact('debezium')]
  const files = await readdir(import.meta.dirname)
  const jvm = await startJvm({
    jars: [kafka, debezium].map(classPath).join(delimiter),
    sources: files.filter(file => file.endsWith('.java')).map(file => join(import.meta.dirname, file)),
    main: 'Peer',
  })
  return {
    ask: async asked => JSON.parse(await jvm.ask(caseLine(asked))) as Answer,
    stop: () => jvm.stop(),
  }
}
