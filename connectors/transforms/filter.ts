import { defineTransform } from '../sdk/transform.ts'

/** Drops every record; a predicate says which ones it sees. */
export const filter = defineTransform({
  classes: ['org.apache.kafka.connect.transforms.Filter'],
  version: '4.3.1',
  config: {},
  open: () => ({ apply: () => null }),
})
