import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'

/** A program in Java that answers each line with a line. */
export interface Jvm {
  /** one at a time */
  ask(line: string): Promise<string>
  stop(): Promise<void>
}

interface JvmOptions {
  /** class path */
  readonly jars: string
  /** files of the program */
  readonly sources: readonly string[]
  readonly main: string
}

/** English and UTC, as containers are. */
const options = [
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
export const startJvm = async ({ jars, sources, main }: JvmOptions): Promise<Jvm> => {
  const classes = await mkdtemp(join(tmpdir(), 'jvm-'))
  await promisify(execFile)('javac', ['-nowarn', '-cp', jars, '-d', classes, ...sources])
  const child = spawn('java', [...options, '-cp', [classes, jars].join(delimiter), main], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    ask: async line => {
      child.stdin.write(`${line}\n`)
      const { value, done } = await answers.next()
      if (done === true) throw new Error('the JVM has ended')
      return value
    },
    stop: async () => {
      child.stdin.end()
      if (child.exitCode === null) await once(child, 'exit')
      await rm(classes, { recursive: true, force: true })
    },
  }
}
