import { InvokeCommand, LambdaClient, type LambdaClientConfig } from '@aws-sdk/client-lambda'
import { ConnectError } from '../../../connectors/sdk/errors.ts'

/** Invokes other functions of the deployment, by name or ARN. Rejections are `ConnectError('EXTERNAL', …)`. */
export interface Functions {
  /** Hands the message over; resolves when it is accepted, not when it was handled. */
  start(name: string, message: object): Promise<void>
  /** Resolves with the answer; rejects also when the function fails. */
  ask(name: string, message: object): Promise<unknown>
}

const failed = (name: string, problem: string, cause?: unknown) =>
  new ConnectError('EXTERNAL', `Function ${name}: ${problem}`, { cause })

const textOf = (payload: Uint8Array | undefined) => Buffer.from(payload ?? []).toString('utf8')

export const openFunctions = (config: LambdaClientConfig = {}): Functions => {
  const client = new LambdaClient({ maxAttempts: 3, ...config })
  const invoke = async (
    InvocationType: 'Event' | 'RequestResponse',
    FunctionName: string,
    message: object,
  ) => {
    const Payload = JSON.stringify(message)
    try {
      return await client.send(new InvokeCommand({ FunctionName, InvocationType, Payload }))
    } catch (error) {
      throw failed(FunctionName, 'cannot be invoked', error)
    }
  }
  return {
    start: async (name, message) => {
      await invoke('Event', name, message)
    },
    ask: async (name, message) => {
      const { FunctionError, Payload } = await invoke('RequestResponse', name, message)
      if (FunctionError !== undefined) throw failed(name, `failed: ${textOf(Payload)}`)
      return JSON.parse(textOf(Payload))
    },
  }
}
