import { join } from 'node:path'
import { defaultCacheDir } from '../../../infra/local/artifacts.ts'
import { installBrokerJars } from '../../../infra/local/broker-jars.ts'
import { installOnce } from '../../../infra/local/install-once.ts'
import { classPath } from '../../../infra/local/java.ts'
import { installJars } from '../../../infra/local/maven.ts'
import { runCommand } from '../../../infra/local/run-command.ts'

const packages = ['org.apache.kafka:kafka-tools:4.3.1']
const quick = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx128m']

/** Kafka's own command line tools: what `main` prints. */
export type JavaTools = (main: string, args: readonly string[], input?: string) => Promise<string>

/** The tools are not among the broker's jars; they are fetched once. */
export const javaTools = async (): Promise<JavaTools> => {
  const broker = await installBrokerJars()
  const folder = join(defaultCacheDir, 'kafka-tools-4.3.1')
  await installOnce(folder, temporary => installJars(temporary, { packages }))
  const path = `${classPath(folder)}:${classPath(broker.folder)}`
  return (main, args, input = '') => runCommand('java', [...quick, '-cp', path, main, ...args], { input })
}
