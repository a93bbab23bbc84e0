import { definePredicate } from '../sdk/transform.ts'

/** Whether a record has no value, whatever its schema. */
export const recordIsTombstone = definePredicate({
  classes: ['org.apache.kafka.connect.transforms.predicates.RecordIsTombstone'],
  version: '4.3.1',
  config: {},
  open: () => ({ passesUnread: true, test: ({ value }) => value.value === null }),
})
