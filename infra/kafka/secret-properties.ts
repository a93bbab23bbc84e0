import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager'

/** A field of a secret that is JSON, resolved by the functions when they use it. */
const secretField = ({ secretArn }: ISecret, field: string): string =>
  `\${secretsmanager:${secretArn}:${field}}`

/** The client's side of mutual TLS, for a secret with `certificate`, a chain, and `privateKey`, both in PEM. */
export const keystore = (secret: ISecret) => ({
  'ssl.keystore.certificate.chain': secretField(secret, 'certificate'),
  'ssl.keystore.key': secretField(secret, 'privateKey'),
})

const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule'

const loginModules: Readonly<Record<string, string>> = {
  PLAIN: 'org.apache.kafka.common.security.plain.PlainLoginModule',
  'SCRAM-SHA-256': scram,
  'SCRAM-SHA-512': scram,
}

/** `sasl.jaas.config` for a secret with `username` and `password`. */
export const saslJaasConfig = (mechanism: string, secret: ISecret): string => {
  const module = loginModules[mechanism]
  if (module === undefined)
    throw new Error(
      `sasl.mechanism is "${mechanism}", a secret goes with ${Object.keys(loginModules).join(', ')}, or with security.protocol=SSL`,
    )
  const field = (name: string) => `${name}="${secretField(secret, name)}"`
  return `${module} required ${field('username')} ${field('password')};`
}
