import { ConnectError } from '../../connectors/sdk/errors.ts'

type Variables = Readonly<Record<string, string | undefined>>

/** A variable that the stack sets; `INVALID_CONFIG` when it does not. */
export const variable = (env: Variables, name: string): string => {
  const value = env[name]
  if (value) return value
  throw new ConnectError('INVALID_CONFIG', `The environment variable ${name} is missing`)
}

/** Worker properties as in Kafka Connect, from `WORKER_PROPERTIES`. */
export const workerProperties = (env: Variables): Readonly<Record<string, string>> =>
  JSON.parse(variable(env, 'WORKER_PROPERTIES'))
