import protocolErrors from 'kafkajs/src/protocol/error.js'
import { ConnectError, messageOf } from '../../../connectors/sdk/errors.ts'

/** Kafka's error codes that are told apart here. */
export const codes = {
  offsetOutOfRange: 1,
  unknownTopic: 3,
  messageTooLarge: 10,
  loadInProgress: 14,
  recordListTooLarge: 18,
  topicExists: 36,
  outOfOrderSequence: 45,
  duplicateSequence: 46,
  invalidProducerEpoch: 47,
  concurrentTransactions: 51,
  groupUnknown: 69,
  producerFenced: 90,
} as const

// the broker said no: the same attempt fails again until somebody changes something
const refusals = new Set([
  10, 12, 17, 18, 21, 23, 24, 29, 30, 31, 32, 33, 34, 35, 37, 38, 39, 40, 42, 43, 44, 50, 53, 54, 58, 68, 86,
  87, 90,
])
// a record is to blame, or what topic it is for: any other may be taken
const ofRecords = new Set<number>([codes.messageTooLarge, 17, codes.recordListTooLarge, 32, 87])
// what passes by itself: elections, loading, too few replicas, coordinators on the move
const passing = new Set([2, 3, 5, 6, 7, 8, 9, 13, 14, 15, 16, 19, 20, 41, 51, 56, 72, 74, 75, 78, 89, 100])

// another producer of the transactional id, or the coordinator when a transaction took too long
const fencing: readonly number[] = [codes.invalidProducerEpoch, codes.producerFenced]

/** `true`: asking again, after a look at the metadata, may help. */
const isPassing = (code: number): boolean => passing.has(code)

/** The error for a code of the broker. `what` was tried. */
export const brokerError = (code: number, what: string, detail?: string | null): ConnectError => {
  const { type, message } = protocolErrors.createErrorFromCode(code)
  const text = `${what}: ${type} (${code}): ${detail || message}`
  return new BrokerError(code, text)
}

const kindOf = (code: number) => {
  if (fencing.includes(code)) return 'FENCED'
  return ofRecords.has(code) ? 'DATA' : 'KAFKA'
}

/** An answer of the broker that is an error. */
export class BrokerError extends ConnectError {
  readonly errorCode: number

  constructor(errorCode: number, message: string) {
    super(kindOf(errorCode), message, { retriable: !refusals.has(errorCode) })
    this.errorCode = errorCode
  }
}

// kafkajs has a code of its own for those that it does not know, and names them in the text
const unknownCode = (message: string) => /^Unknown error code (\d+)$/.exec(message)?.[1]

const codeOf = (error: unknown) =>
  error instanceof Error && 'type' in error && 'code' in error && typeof error.code === 'number'
    ? Number(unknownCode(error.message) ?? error.code)
    : undefined

// kafkajs tells a refused login by this name alone
const isRefusedLogin = (error: unknown): error is Error =>
  error instanceof Error && error.name === 'KafkaJSSASLAuthenticationError'

// MSK takes up to 100 IAM logins a second and broker, and refuses what is more like a wrong password
const isThrottledLogin = ({ message }: Error) => /\btoo many connects\b/i.test(message)

/** Whatever kafkajs or the network threw, as a `ConnectError` that says what was tried. */
export const kafkaError = (error: unknown, what: string): ConnectError => {
  if (error instanceof ConnectError) return error
  const code = codeOf(error)
  if (code !== undefined) return new BrokerError(code, `${what}: ${messageOf(error)}`)
  const refused = isRefusedLogin(error) && !isThrottledLogin(error)
  return new ConnectError('KAFKA', `${what}: ${messageOf(error)}`, { cause: error, retriable: !refused })
}

/** Whether the broker does not take what a connection logged in with. */
export const isLoginRefused = (error: unknown): boolean =>
  error instanceof ConnectError && !error.retriable && isRefusedLogin(error.cause)

/** Whether an attempt may be repeated here: the network failed, or the broker named something passing. */
export const isRepeatable = (error: ConnectError): boolean =>
  error instanceof BrokerError ? isPassing(error.errorCode) : error.retriable
