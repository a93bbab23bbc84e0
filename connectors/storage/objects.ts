import { randomUUID } from 'node:crypto'
import { ConnectError } from '../sdk/errors.ts'
import type { BoundedCalls } from './bounded-calls.ts'
import type { Cut } from './cut.ts'
import { objectKey } from './layout.ts'
import type { Metadata, ObjectInfo, ObjectStore, StoreTarget, Upload } from './object-store.ts'

/** Whose objects they are: what another owner wrote is never taken for ours. */
export interface Owner {
  readonly connector: string
  readonly lineage: number
  readonly topicId: string
}

const ownerMetadata = (owner: Owner): Metadata => ({
  connector: encodeURIComponent(owner.connector),
  lineage: String(owner.lineage),
  'topic-id': owner.topicId,
})

const objectInfo = (cut: Cut, owner: Owner, end: number | undefined): ObjectInfo => ({
  key: objectKey(cut.layout, cut.start),
  contentType: cut.format.contentType,
  metadata: {
    ...ownerMetadata(owner),
    ...(end === undefined ? {} : { 'end-offset': String(end) }),
    ...(cut.id === undefined ? {} : { cut: cut.id }),
  },
})

const isSame = (found: Metadata, cut: Cut, owner: Owner) =>
  Object.entries(ownerMetadata(owner)).every(([name, value]) => found[name] === value) &&
  (found['end-offset'] === String(cut.end) || (cut.id !== undefined && found.cut === cut.id))

const foreign = (found: Metadata, cut: Cut, owner: Owner) =>
  new ConnectError(
    'FATAL',
    `The object ${objectKey(cut.layout, cut.start)} (${JSON.stringify(cut.layout.target)}) exists and is not this cut's: ` +
      `got ${JSON.stringify(found)}, allowed is ${JSON.stringify(objectInfo(cut, owner, cut.end).metadata)}`,
  )

/** Cuts as objects of the store: each is put once, whoever is first. */
export interface Objects {
  /** Before the first intent: one that names a wrong bucket would have to be completed there. */
  check(target: StoreTarget): Promise<void>
  /** Whether the object is there; another one under its name is FATAL. */
  find(cut: Cut, owner: Owner): Promise<boolean>
  /** Uploads what the body has ready as a part. */
  sendPart(cut: Cut, owner: Owner): Promise<void>
  /** Makes the object visible, or adopts the one that is there. Its intent must have been stored. */
  publish(cut: Cut, owner: Owner): Promise<void>
  /** Lets go of the cut's memory and of its upload. */
  abandon(cut: Cut): Promise<void>
}

export const objects = (storeOf: (target: StoreTarget) => ObjectStore, calls: BoundedCalls): Objects => {
  const lastParts = new WeakSet<Upload>()
  const checked = new WeakSet<ObjectStore>()

  const find = async (cut: Cut, owner: Owner) => {
    const key = objectKey(cut.layout, cut.start)
    const found = await calls.read(signal => storeOf(cut.layout.target).metadata(key, signal))
    if (found === undefined) return false
    if (!isSame(found, cut, owner)) throw foreign(found, cut, owner)
    return true
  }

  const startUpload = async (cut: Cut, owner: Owner) => {
    cut.id ??= randomUUID()
    const info = objectInfo(cut, owner, cut.planned ? cut.end : undefined)
    return calls.write(signal => storeOf(cut.layout.target).upload(info, signal))
  }

  const completeUpload = async (upload: Upload, body: Buffer) => {
    if (body.length > 0 && !lastParts.has(upload)) await calls.write(signal => upload.part(body, signal))
    lastParts.add(upload)
    return calls.write(signal => upload.complete(signal))
  }

  const create = async (cut: Cut, owner: Owner) => {
    const body = await cut.body.finish()
    if (cut.upload !== undefined) return completeUpload(cut.upload, body)
    const object = { ...objectInfo(cut, owner, cut.end), body }
    return calls.write(signal => storeOf(cut.layout.target).put(object, signal))
  }

  const abandon = async (cut: Cut) => {
    cut.body.discard()
    const { upload } = cut
    cut.upload = undefined
    if (upload !== undefined) await calls.cleanUp(signal => upload.abort(signal)).catch(() => {})
  }

  return {
    check: async target => {
      const store = storeOf(target)
      if (!checked.has(store)) await calls.read(signal => store.check(signal))
      checked.add(store)
    },
    find,
    sendPart: async (cut, owner) => {
      cut.upload ??= await startUpload(cut, owner)
      const { upload } = cut
      const body = cut.body.takePart()
      await calls.write(signal => upload.part(body, signal))
    },
    publish: async (cut, owner) => {
      const created = await create(cut, owner)
      if (!created && !(await find(cut, owner)))
        throw new ConnectError(
          'EXTERNAL',
          `The object ${objectKey(cut.layout, cut.start)} was there, and is gone or may not be read`,
        )
      if (created) cut.upload = undefined
      cut.present = true
      await abandon(cut)
    },
    abandon,
  }
}
