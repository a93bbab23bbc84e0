import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ConnectProcess, shortSlices, startConnect } from './connect-process.ts'
import { localCredentials, openS3Objects, type S3Objects } from './s3-objects.ts'
import { openTopics, type Topics } from './topics.ts'

export interface Services {
  readonly bootstrap: string
  readonly s3Endpoint: string
  /** of the worker; default: short slices */
  readonly properties?: Readonly<Record<string, string>> | undefined
}

/** This project as a process on the shared services, and what a test sees of the world around it. */
export interface Pipeline {
  /** for files that connectors read or write */
  readonly dir: string
  readonly topics: Topics
  connect(): ConnectProcess
  objects(bucket: string): S3Objects
  /** kill -9, and a new start on the same data */
  killAndRestart(): Promise<void>
  close(): Promise<void>
}

const environment = (s3Endpoint: string) => ({
  AWS_ENDPOINT_URL_S3: s3Endpoint,
  AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
})

export const openPipeline = async ({
  bootstrap,
  s3Endpoint,
  properties = shortSlices,
}: Services): Promise<Pipeline> => {
  const dir = await mkdtemp(join(tmpdir(), 'pipeline-'))
  const start = () =>
    startConnect({
      bootstrap,
      dir: join(dir, 'connect'),
      properties,
      env: environment(s3Endpoint),
    })
  const topics = await openTopics(bootstrap)
  let connect = await start()
  return {
    dir,
    topics,
    connect: () => connect,
    objects: bucket => openS3Objects(s3Endpoint, bucket),
    killAndRestart: async () => {
      process.kill(connect.pid, 'SIGKILL')
      await connect.ended
      connect = await start()
    },
    close: async () => {
      await connect.stop()
      await topics.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

export const appendLines = (file: string, ...lines: readonly string[]): Promise<void> =>
  appendFile(file, lines.map(line => `${line}\n`).join(''))
