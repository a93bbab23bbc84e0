import type { Offset, Partition } from './record.ts'

/** What the reference tells of a connector besides its keys; texts are Markdown. */
export interface ConnectorDocs {
  /** what it is called: `S3 sink` */
  readonly title: string
  /** what goes from where to where, in a sentence */
  readonly summary: string
  readonly delivers: 'at least once' | 'exactly once'
  /** what makes it so, without a full stop */
  readonly because?: string
  /** what may be there besides, or twice, after a failure, without a full stop; absent: nothing */
  readonly residue?: string
  /** of a source that has offsets: one of its partitions with an offset, as the REST API shows them */
  readonly position?: { readonly partition: Partition; readonly offset: Offset }
}
