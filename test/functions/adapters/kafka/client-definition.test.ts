import { expect, test } from 'vitest'
import { kafkaOptions } from '../../../../functions/adapters/kafka/client-config.ts'
import { clientDefinition } from '../../../../functions/adapters/kafka/client-definition.ts'

const jaas = 'org.apache.kafka.common.security.plain.PlainLoginModule required username="u" password="p";'
const iam = 'software.amazon.msk.auth.iam.IAMLoginModule required;'
const msk = 'b-1.x.kafka.eu-west-1.amazonaws.com:9098'

const all = [
  { 'security.protocol': 'SASL_SSL', 'sasl.mechanism': 'PLAIN', 'sasl.jaas.config': jaas },
  { 'security.protocol': 'SASL_SSL', 'sasl.mechanism': 'OAUTHBEARER', 'sasl.jaas.config': iam },
].map(properties => ({ 'bootstrap.servers': msk, ...properties }))

/** What is the deployment's, not the client's, or gives way to times of its own. */
const others = [
  'bootstrap.servers',
  'socket.connection.setup.timeout.ms',
  'request.timeout.ms',
  'default.api.timeout.ms',
]

test('the client properties that the docs have are those that are read', () => {
  const read = new Set<string>()
  for (const properties of all)
    kafkaOptions(
      new Proxy<Record<string, string>>(properties, {
        get: (target, name) => {
          read.add(String(name))
          return target[String(name)]
        },
      }),
      'test',
    )
  expect([...read].filter(name => !others.includes(name)).toSorted()).toEqual(
    Object.keys(clientDefinition).toSorted(),
  )
})
