import { join } from 'node:path'
import type { Datum } from '../../../connectors/sdk/record.ts'
import { installArtifact } from '../../../infra/local/artifacts.ts'
import { classPath } from '../../../infra/local/java.ts'
import { startJvm } from '../../helpers/jvm.ts'
import { type TaggedDatum, tagDatum } from '../java/tagged.ts'

export type Config = Readonly<Record<string, string>>

/** A value to write, and to read again; or a message of somebody else's schema. */
export type AvroCase =
  | { readonly config: Config; readonly datum: Datum }
  | { readonly config: Config; readonly schema: string; readonly bytes: Buffer }

export interface AvroAnswer {
  readonly failed?: 'case' | 'write' | 'read'
  readonly message?: string
  readonly schema?: string
  /** base64 */
  readonly bytes?: string | null
  readonly datum?: TaggedDatum | null
}

const lineOf = (asked: AvroCase) =>
  'datum' in asked
    ? { config: asked.config, datum: tagDatum(asked.datum) }
    : { ...asked, bytes: asked.bytes.toString('base64') }

/** The peer's mapping, in a JVM. */
export const startAvroPeer = async () => {
  const java = join(import.meta.dirname, '../java')
  const jvm = await startJvm({
    jars: classPath(await installArtifact('avro-data')),
    sources: [
      join(import.meta.dirname, 'AvroPeer.java'),
      join(java, 'Records.java'),
      join(java, 'Values.java'),
    ],
    main: 'AvroPeer',
  })
  return {
    ask: async (asked: AvroCase) => JSON.parse(await jvm.ask(JSON.stringify(lineOf(asked)))) as AvroAnswer,
    stop: () => jvm.stop(),
  }
}
