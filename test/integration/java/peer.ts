import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { installArtifact } from '../../../infra/local/artifacts.ts'
import { classPath } from '../../../infra/local/java.ts'
import { type Answer, type Case, caseLine } from './case.ts'

/** Kafka's own classes, and Debezium's, in a JVM. */
export interface Peer {
  /** one at a time */
  ask(asked: Case): Promise<Answer>
  stop(): Promise<void>
}

const compile = async (classes: string, jars: string) => {
  const sources = (await readdir(import.meta.dirname)).filter(file => file.endsWith('.java'))
  await promisify(execFile)('javac', ['-nowarn', '-cp', jars, '-d', classes, ...sources], {
    cwd: import.meta.dirname,
  })
}

/** English and UTC, as containers are. */
const jvmOptions = [
  '-Xmx512m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-Duser.language=en',
  '-Duser.country=US',
  '-Duser.timezone=UTC',
  '-Dfile.encoding=UTF-8',
  // what is wrong is in the answers
  '-Dlog4j2.level=OFF',
]

/** Takes a JDK. It ends with this process, for it reads until its input ends. */
export const startPeer = async (): Promise<Peer> => {
  const [kafka, debezium] = [await installArtifact('kafka-connect'), await installArtifact('debezium')]
  const jars = [kafka, debezium].map(classPath).join(delimiter)
  const classes = await mkdtemp(join(tmpdir(), 'java-peer-'))
  await compile(classes, jars)
  const child = spawn('java', [...jvmOptions, '-cp', [classes, jars].join(delimiter), 'Peer'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    ask: async asked => {
      child.stdin.write(`${caseLine(asked)}\n`)
      const { value, done } = await answers.next()
      if (done === true) throw new Error('the JVM has ended')
      return JSON.parse(value) as Answer
    },
    stop: async () => {
      child.stdin.end()
      if (child.exitCode === null) await once(child, 'exit')
      await rm(classes, { recursive: true, force: true })
    },
  }
}
