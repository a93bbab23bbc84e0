import { Annotations } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { KafkaConnectProps } from './kafka-connect.ts'

/** Open map runs that an account may have; every execution has one, and at least one invocation. */
const mostConcurrency = 1_000

/** Characters of worker properties: all variables of a function together may have 4 KB. */
const mostProperties = 3_000

/** What Lambda gives a function. */
const bounds = {
  'memorySize, MiB,': [128, 10_240],
  'timeout, s,': [60, 900],
  'ephemeralStorageSize, MiB,': [512, 10_240],
} as const

const checkTask = (name: 'sourceTask' | 'sinkTask', props: KafkaConnectProps): void => {
  const { memorySize, timeout, ephemeralStorageSize } = props[name] ?? {}
  const given = {
    'memorySize, MiB,': memorySize,
    'timeout, s,': timeout?.toSeconds(),
    'ephemeralStorageSize, MiB,': ephemeralStorageSize?.toMebibytes(),
  }
  for (const [what, [least, most]] of Object.entries(bounds)) {
    const value = given[what as keyof typeof bounds]
    if (value !== undefined && (value < least || value > most))
      throw new Error(`${name}.${what} is ${value}, allowed are ${least} to ${most}`)
  }
}

/** Refuses what could not be deployed, or would be passed over. */
export const checkProps = (props: KafkaConnectProps): void => {
  const { maxConcurrency = 1, vpc, vpcSubnets, securityGroups } = props
  if (!Number.isInteger(maxConcurrency) || maxConcurrency < 1 || maxConcurrency > mostConcurrency)
    throw new Error(`maxConcurrency is ${maxConcurrency}, allowed are 1 to ${mostConcurrency}`)
  if (vpc === undefined && (vpcSubnets !== undefined || securityGroups !== undefined))
    throw new Error('vpcSubnets and securityGroups are allowed with a vpc, and there is none')
  checkTask('sourceTask', props)
  checkTask('sinkTask', props)
}

const isReadable = ([key, value]: readonly [string, string]) =>
  /passw\w*="?[^"$]/i.test(value) || (/passw|ssl\.keystore\.key/i.test(key) && !value.includes('${'))

/** Refuses worker properties, Kafka's among them, that no function has room for, and warns of passwords in them. */
export const checkWorker = (scope: Construct, worker: Readonly<Record<string, string>>): void => {
  const readable = Object.entries(worker).filter(isReadable)
  if (readable.length > 0)
    Annotations.of(scope).addWarningV2(
      'kafka-connect:passwordInTemplate',
      `${readable.map(([key]) => key).join(', ')} can be read in the template: put what is secret into Secrets Manager, and a reference here`,
    )
  const { length } = JSON.stringify(worker)
  if (length > mostProperties)
    throw new Error(
      `worker and Kafka's client properties have ${length} characters, allowed are ${mostProperties}; long values may be references to a secret`,
    )
}
