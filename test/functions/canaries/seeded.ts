// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references, as configurations have them
import type { ConfigDef } from '../../../connectors/sdk/config.ts'

type Config = Readonly<Record<string, string>>

/** What is looked for in everything that comes out. */
export const canary = 'canary'

/** Values that config providers give away, under every name that is asked for. */
export const seededProvider = {
  get: async (_path: string, keys: readonly string[]) =>
    new Map(keys.map((key, n) => [key, `${canary}-provided-${n}`] as const)),
}

const passwords = (definition: ConfigDef): readonly string[] =>
  Object.entries(definition).flatMap(([key, { type }]) => (type === 'PASSWORD' ? [key] : []))

/** Of every plugin, besides its own keys. */
const everywhere: Config = {
  'producer.override.sasl.jaas.config': `org.apache.Login required username="u" password="${canary}-jaas";`,
  'consumer.override.ssl.keystore.password': `${canary}-keystore`,
  'admin.override.sasl.password': `${canary}-admin`,
  'undeclared.password': `${canary}-undeclared`,
  'undeclared.url': `jdbc:mysql://root:${canary}-user@db:3306/shop?ssl=true&password=${canary}-parameter`,
}

/** Past what its sound would tell. */
const misspelt = (key: string) => key.replace('secret', 'sekret').replace('passw', 'pasw')

/** A secret in every place that one may stand in. */
export const seeded = (definition: ConfigDef): Config => {
  const secrets = passwords(definition).flatMap(key => [
    [key, `${canary}-of-${key}`] as const,
    [misspelt(key), `${canary}-misspelt`] as const,
  ])
  const urls = Object.keys(definition).filter(key => /url/.test(key))
  return {
    ...everywhere,
    ...Object.fromEntries(secrets),
    ...Object.fromEntries(
      urls.map(key => [key, `https://user:${canary}%2Durl@127.0.0.1:9/x?token=${canary}-token`]),
    ),
  }
}

const plain = ['file', 'topic', 'kafka.topic', 's3.bucket.name', 'aws.access.key.id']

/** The same secrets, looked up, and values of keys that are none. */
export const referring = (definition: ConfigDef): Config => ({
  ...everywhere,
  ...Object.fromEntries(
    [...passwords(definition), ...plain.filter(key => Object.hasOwn(definition, key))].map(key => [
      key,
      `\${vault:${key}}`,
    ]),
  ),
  'undeclared.url': 'jdbc:mysql://root:${vault:db}@db:3306/shop',
})

export const seededWorker: Config = {
  'sasl.jaas.config': `org.apache.Login required username="u" password="${canary}-worker";`,
  'producer.sasl.jaas.config': `org.apache.Login required username="u" password="${canary}-producer";`,
  'ssl.key.password': `${canary}-key`,
}
