import { type InstallOptions, installArtifact } from './artifacts.ts'
import { classPath } from './java.ts'
import { runCommand } from './run-command.ts'

/** Kafka's own command-line tools, by the names of their shell scripts. */
const mainClasses = {
  'console-consumer': 'org.apache.kafka.tools.consumer.ConsoleConsumer',
  'console-producer': 'org.apache.kafka.tools.ConsoleProducer',
  configs: 'kafka.admin.ConfigCommand',
} as const

interface ToolOptions extends InstallOptions {
  /** written to its standard input */
  readonly input?: string
}

/** Runs one of Apache Kafka's tools to its end and gives its standard output: `kafkaTool('console-consumer', ['--topic', …])`. */
export const kafkaTool = async (
  name: keyof typeof mainClasses,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<string> => {
  const folder = await installArtifact('kafka-tools', options)
  const flags = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', classPath(folder)]
  return runCommand('java', [...flags, mainClasses[name], ...args], { input: options.input ?? '' })
}
