import { ConnectError } from '../../sdk/errors.ts'
import type { Authentication, AwsCredentials, Role } from '../settings.ts'
import type { Http } from './http.ts'
import { sign } from './sign.ts'

type Signature = Extract<Authentication, { readonly by: 'signature' }>

interface Held extends AwsCredentials {
  /** ms since the epoch; absent: for ever */
  readonly until?: number
}

/** ms before their end that credentials are fetched anew */
const AHEAD = 60_000

/** What the AWS SDK finds in its usual places, asked through the client that is there anyway. */
const usualCredentials = async (): Promise<Held> => {
  const { S3Client } = await import('@aws-sdk/client-s3')
  const client = new S3Client({ region: 'us-east-1' })
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = await client.config
    .credentials()
    .catch(cause => {
      const message = 'There are no AWS credentials, neither in the configuration nor in the usual places'
      throw new ConnectError('INVALID_CONFIG', message, { cause })
    })
  return { accessKeyId, secretAccessKey, sessionToken, ...(expiration && { until: expiration.getTime() }) }
}

const element = (xml: string, name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1]

interface Asking {
  readonly http: Http
  readonly region: string
  readonly signal: AbortSignal
}

const bodyOf = ({ arn, sessionName, externalId, duration }: Role) =>
  new URLSearchParams({
    Action: 'AssumeRole',
    Version: '2011-06-15',
    RoleArn: arn,
    RoleSessionName: sessionName,
    DurationSeconds: String(duration),
    ...(externalId === undefined ? {} : { ExternalId: externalId }),
  }).toString()

/** Takes on a role at AWS STS. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const assumeRole = async (
  role: Role,
  own: AwsCredentials,
  { http, region, signal }: Asking,
): Promise<Held> => {
  const endpoint = process.env.AWS_ENDPOINT_URL_STS ?? `https://sts.${region}.amazonaws.com`
  const url = new URL('/', endpoint)
  const body = bodyOf(role)
  const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }
  const signed = sign(
    { method: 'POST', host: url.host, path: '/', headers, body },
    { credentials: own, region, service: 'sts', now: new Date() },
  )
  const sent = { ...headers, ...signed }
  const answer = await http.send({ method: 'POST', url, headers: sent, body: Buffer.from(body), signal })
  const xml = answer.body.toString()
  const [id, secret, token, end] = ['AccessKeyId', 'SecretAccessKey', 'SessionToken', 'Expiration'].map(
    name => element(xml, name),
  )
  if (id === undefined || secret === undefined)
    throw new ConnectError(
      'EXTERNAL',
      `The role ${role.arn} cannot be taken on: HTTP ${answer.status}: ${element(xml, 'Message') ?? 'no reason'}`,
      { retriable: answer.status >= 500 || answer.status === 429 },
    )
  return { accessKeyId: id, secretAccessKey: secret, sessionToken: token, until: Date.parse(end ?? '') }
}

/** The credentials that requests are signed with, fetched anew before they end. */
export const awsCredentials = ({ keys, role, region }: Signature, http: Http) => {
  let held: Promise<Held> | undefined
  const own = async (): Promise<Held> =>
    keys === undefined ? usualCredentials() : { accessKeyId: keys.id, secretAccessKey: keys.secret.reveal() }
  const fetch = async (signal: AbortSignal): Promise<Held> =>
    role === undefined ? own() : assumeRole(role, await own(), { http, region, signal })
  return async (signal: AbortSignal): Promise<AwsCredentials> => {
    const known = await held?.catch(() => undefined)
    if (known === undefined || (known.until ?? Number.POSITIVE_INFINITY) - AHEAD < Date.now())
      held = fetch(signal)
    return held ?? fetch(signal)
  }
}
