/** Lambda's Node runtime: takes events from the Runtime API and hands them to the function's handler. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Context } from 'aws-lambda'
import { recordCalls } from './record-calls.mts'

type Handler = (event: unknown, context: Context) => unknown
interface Answer {
  readonly headers: NodeJS.Dict<string | string[]>
  readonly body: string
}

const { env } = process
const api = `http://${env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`
const functionName = env.AWS_LAMBDA_FUNCTION_NAME ?? ''
const longestResponse = 6 * 1024 * 1024
/** Says what this process is working at, for `runningInvocations`. */
const dataDir = env.TMPDIR ?? ''
const notes = join(dataDir, 'invocations')
const note = join(notes, String(process.pid))
let running: string | undefined

/** Without a timeout: an event may be long in coming. */
const call = (method: 'GET' | 'POST', path: string, body?: string): Promise<Answer> =>
  new Promise((done, fail) => {
    const sent = request(`${api}${path}`, { method }, async response => {
      let text = ''
      for await (const chunk of response.setEncoding('utf8')) text += chunk
      if ((response.statusCode ?? 500) < 300) done({ headers: response.headers, body: text })
      else fail(new Error(`the Runtime API answered ${response.statusCode}: ${text}`))
    })
    sent.on('error', fail)
    sent.end(body)
  })

/** The name is what a state machine's Retry and Catch match. */
const described = (error: unknown, errorType?: string) => {
  const { name, message, stack = '' } = error instanceof Error ? error : new Error(String(error))
  return JSON.stringify({ errorType: errorType ?? name, errorMessage: message, trace: stack.split('\n') })
}

const header = ({ headers }: Answer, name: string) => String(headers[`lambda-runtime-${name}`] ?? '')

const contextOf = (event: Answer, awsRequestId: string): Context => {
  const deadline = Number(header(event, 'deadline-ms'))
  return {
    awsRequestId,
    functionName,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION ?? '$LATEST',
    invokedFunctionArn: header(event, 'invoked-function-arn'),
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? '',
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME ?? '',
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME ?? '',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    ...{ done: () => {}, fail: () => {}, succeed: () => {} },
  }
}

const loadHandler = async (): Promise<Handler> => {
  const [, path = '', name = ''] = /^(.*)\.([^./]+)$/.exec(env._HANDLER ?? '') ?? []
  const files = ['.mjs', '.js', '.cjs'].map(extension => resolve(`${path}${extension}`))
  const file = files.find(existsSync)
  if (file === undefined) throw new Error(`Cannot find module '${path}'`)
  const module = await import(pathToFileURL(file).href)
  const handler = module[name] ?? module.default?.[name]
  if (typeof handler !== 'function') throw new Error(`${env._HANDLER} is undefined or not exported`)
  return handler
}

const serialized = (result: unknown) => {
  const text = JSON.stringify(result ?? null)
  if (Buffer.byteLength(text) <= longestResponse) return text
  throw Object.assign(new Error(`response of ${Buffer.byteLength(text)} bytes`), {
    name: 'Function.ResponseSizeTooLarge',
  })
}

/** Names of executions that were stopped: the emulator lets their children run on, AWS does not. */
const stopped = join(dataDir, 'stopped')

/** An `invocation` is named after its execution. */
const refuseStopped = (event: { readonly invocation?: unknown } | null) => {
  if (typeof event?.invocation !== 'string' || !existsSync(stopped)) return
  const [name = ''] = event.invocation.split(':')
  if (readFileSync(stopped, 'utf8').split('\n').includes(name))
    throw new Error(`execution ${name} was stopped`)
}

/** What to answer, and where. */
const run = async (handler: Handler, event: Answer, id: string): Promise<readonly [string, string]> => {
  try {
    const input = JSON.parse(event.body)
    refuseStopped(input)
    const result = await handler(input, contextOf(event, id))
    return ['response', serialized(result)]
  } catch (error) {
    return ['error', described(error)]
  }
}

/** Appears whole. */
const writeNote = (text: string) => {
  writeFileSync(`${note}.new`, text)
  renameSync(`${note}.new`, note)
}

const serve = async (handler: Handler): Promise<never> => {
  for (;;) {
    const event = await call('GET', '/invocation/next')
    const id = header(event, 'aws-request-id')
    running = id
    env._X_AMZN_TRACE_ID = header(event, 'trace-id')
    writeNote(JSON.stringify({ functionName, id, event: event.body }))
    const [kind, body] = await run(handler, event, id)
    rmSync(note)
    await call('POST', `/invocation/${id}/${kind}`, body)
    running = undefined
  }
}

/** As on AWS: the invocation fails and its process ends. */
const endWith = (errorType?: string) => async (error: unknown) => {
  const path = running === undefined ? '/init/error' : `/invocation/${running}/error`
  await call('POST', path, described(error, errorType)).catch(() => {})
  process.exit(1)
}

process.on('uncaughtException', endWith())
process.on('unhandledRejection', endWith('Runtime.UnhandledPromiseRejection'))
env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs24.x'
env.AWS_LAMBDA_INITIALIZATION_TYPE = 'on-demand'
env.AWS_LAMBDA_LOG_GROUP_NAME ??= `/aws/lambda/${functionName}`

mkdirSync(notes, { recursive: true })
recordCalls(join(dataDir, 'calls'), functionName, env.AWS_LAMBDA_RUNTIME_API ?? '')
await loadHandler().then(serve).catch(endWith())
