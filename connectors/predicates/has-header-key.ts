import { defineConfig, string } from '../sdk/config.ts'
import { definePredicate } from '../sdk/transform.ts'
import { nonEmpty } from '../sdk/validators.ts'

const config = defineConfig({
  name: string({ importance: 'MEDIUM', doc: 'The name of the header.', validator: nonEmpty }),
})

/** Whether a record has a header of the configured name. */
export const hasHeaderKey = definePredicate({
  classes: ['org.apache.kafka.connect.transforms.predicates.HasHeaderKey'],
  version: '4.3.1',
  config,
  open: ({ name }) => ({
    passesUnread: true,
    test: ({ headers }) => headers.some(({ key }) => key === name),
  }),
})
