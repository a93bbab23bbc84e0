import { type ConfigDef, password, string } from '../../../connectors/sdk/config.ts'
import { allowing } from '../../../connectors/sdk/validators.ts'

const one = (...texts: readonly string[]) => {
  const allowed = texts.map(text => `\`${text}\``).join(', ')
  return allowing<string>(allowed, () => undefined)
}

const low = { importance: 'LOW', default: null } as const
const medium = { importance: 'MEDIUM', default: null } as const
const high = { importance: 'HIGH', default: null } as const

/** Kafka's client properties that are read here, for the docs: what becomes of them is decided where they are read. */
export const clientDefinition: ConfigDef = {
  'security.protocol': string({
    ...medium,
    default: 'PLAINTEXT',
    validator: one('PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'),
    doc: 'How brokers are talked to.',
  }),
  'sasl.mechanism': string({
    ...medium,
    validator: one('PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'AWS_MSK_IAM', 'OAUTHBEARER'),
    doc: 'How brokers are logged in to. `OAUTHBEARER`: with tokens of MSK IAM only.',
  }),
  'sasl.jaas.config': password({
    ...medium,
    doc: 'The login module with `username` and `password`, or the options of MSK IAM.',
  }),
  'sasl.login.callback.handler.class': string({
    ...medium,
    doc: 'With `OAUTHBEARER`: the class of MSK’s library for Java, which means IAM.',
  }),
  'sasl.client.callback.handler.class': string({ ...medium, doc: 'The same.' }),
  'ssl.truststore.certificates': string({ ...high, doc: 'Certificates to trust, PEM.' }),
  'ssl.truststore.location': string({ ...high, doc: 'File of them, PEM.' }),
  'ssl.keystore.certificate.chain': string({ ...high, doc: 'Own certificate, PEM.' }),
  'ssl.keystore.key': password({ ...high, doc: 'Its key, PEM.' }),
  'ssl.keystore.location': string({ ...high, doc: 'File of both, PEM or PKCS12.' }),
  'ssl.keystore.password': password({ ...high, doc: 'Password of that file.' }),
  'ssl.key.password': password({ ...high, doc: 'Password of the key, before that of the file.' }),
  'ssl.enabled.protocols': string({
    ...medium,
    default: 'TLSv1.2,TLSv1.3',
    validator: one('TLSv1.2', 'TLSv1.3'),
    doc: 'Versions of TLS.',
  }),
  'ssl.endpoint.identification.algorithm': string({
    ...low,
    default: 'https',
    doc: 'Empty: the name in a broker’s certificate is not looked at.',
  }),
  'connections.max.idle.ms': string({
    ...medium,
    doc: 'Connections without traffic are closed after it, ms.',
  }),
  'client.id': string({ ...medium, doc: 'What brokers know the client by.' }),
}
