import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { BucketAlreadyOwnedByYou, CreateBucketCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { type InstallOptions, installArtifact } from './artifacts.ts'
import { freePorts, isPortFree } from './free-ports.ts'
import { awaitPrevious } from './previous-process.ts'
import { type LocalProcess, startProcess } from './processes.ts'

export interface ObjectStoreOptions extends InstallOptions {
  /** the objects and the log; a start on the same folder continues */
  readonly dataDir: string
  /** default: a free one */
  readonly port?: number
  /** made when they are missing */
  readonly buckets?: readonly string[]
}

export interface ObjectStore extends LocalProcess {
  /** `http://127.0.0.1:port`, for path-style requests; any region and credentials will do */
  readonly endpoint: string
  /** makes a bucket unless it exists */
  createBucket(name: string): Promise<void>
}

const host = '127.0.0.1'

const isHealthy = (endpoint: string) =>
  fetch(`${endpoint}/_ministack/health`).then(
    response => response.ok,
    () => false,
  )

/** Only S3: no other listener, no pid file outside, and no word to a Docker that may run here. */
const environment = (folder: string, dataDir: string, port: number) => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  PYTHONPATH: folder,
  PYTHONDONTWRITEBYTECODE: '1',
  BIND_HOST: host,
  MINISTACK_HOST: host,
  GATEWAY_PORT: String(port),
  SERVICES: 's3',
  IOT_MTLS_ENABLED: '0',
  SFTP_ENABLED: '0',
  LOG_LEVEL: 'WARNING',
  S3_PERSIST: '1',
  S3_DATA_DIR: join(dataDir, 'objects'),
  TMPDIR: dataDir,
  DOCKER_HOST: `unix://${join(dataDir, 'no-docker.sock')}`,
})

const client = (endpoint: string) =>
  new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })

const bucketCreator = (endpoint: string) => async (name: string) => {
  const s3 = client(endpoint)
  try {
    await s3
      .send(new HeadBucketCommand({ Bucket: name }))
      .catch(() => s3.send(new CreateBucketCommand({ Bucket: name })))
  } catch (error) {
    if (!(error instanceof BucketAlreadyOwnedByYou)) throw error
  } finally {
    s3.destroy()
  }
}

const choosePort = async (port: number | undefined) => {
  if (port === undefined) return (await freePorts(1))[0] ?? 0
  if (!(await isPortFree(port))) throw new Error(`port ${port} on ${host}, for the object store, is in use`)
  return port
}

/**
 * Starts a local stand-in for S3 and resolves when it answers. An object that was acknowledged survives a kill; a bucket
 * that holds none does not: name it in `buckets`.
 */
export const startObjectStore = async (options: ObjectStoreOptions): Promise<ObjectStore> => {
  const dataDir = resolve(options.dataDir)
  const pidFile = join(dataDir, 'object-store.pid')
  mkdirSync(join(dataDir, 'objects'), { recursive: true, mode: 0o700 })
  const folder = await installArtifact('ministack', options)
  await awaitPrevious(pidFile)
  const port = await choosePort(options.port)
  const endpoint = `http://${host}:${port}`
  const started = await startProcess({
    name: 'object store',
    command: 'python3',
    args: ['-m', 'ministack'],
    env: environment(folder, dataDir, port),
    logFile: join(dataDir, 'object-store.log'),
    pidFile,
    ready: () => isHealthy(endpoint),
  })
  const createBucket = bucketCreator(endpoint)
  try {
    await Promise.all((options.buckets ?? []).map(createBucket))
  } catch (error) {
    await started.kill()
    throw error
  }
  return { ...started, endpoint, createBucket }
}
