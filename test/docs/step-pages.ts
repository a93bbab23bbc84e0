import { type ConfigDef, className } from '../../connectors/sdk/config.ts'
import type { PredicateDefinition, TransformDefinition } from '../../connectors/sdk/transform.ts'
import { conditionConfig } from '../../functions/runtime/config/chain-config.ts'
import { keyTable, renamed } from './key-tables.ts'

type Step = TransformDefinition | PredicateDefinition

/** The class without the side that it is for. */
const nameOf = (step: Step): string => (step.classes[0] ?? '').replace(/\$(Key|Value)$/, '')

const simple = (name: string): string => name.slice(name.lastIndexOf('.') + 1)

/** Both sides of a transformation in one. */
const section = (name: string, steps: readonly Step[]): string => {
  const classes = steps.flatMap(step => step.classes).map(each => `\`${each}\``)
  const [first] = steps
  const keys = Object.keys(first?.config ?? {}).length
  return `## ${simple(name)}

${classes.join(', ')}, version ${first?.version}.

${keys === 0 ? 'No keys of its own.' : keyTable(first?.config ?? {})}
`
}

const sections = (steps: readonly Step[]): string =>
  [...Map.groupBy(steps, nameOf)]
    .toSorted(([a], [b]) => (simple(a) < simple(b) ? -1 : 1))
    .map(([name, each]) => section(name, each))
    .join('\n')

const type = (of: string): ConfigDef => ({
  type: className({ importance: 'HIGH', doc: `Class of the ${of}.` }),
})

const example = `\`\`\`properties
name=lines
connector.class=FileStreamSink
topics=lines
file=/tmp/lines
transforms=dropTombstones
transforms.dropTombstones.type=org.apache.kafka.connect.transforms.Filter
transforms.dropTombstones.predicate=isTombstone
predicates=isTombstone
predicates.isTombstone.type=org.apache.kafka.connect.transforms.predicates.RecordIsTombstone
\`\`\``

/** Transformations, with the keys that each has below its alias. */
export const transformationsPage = (transforms: readonly TransformDefinition[]): string => `# Transformations

\`transforms\` lists aliases, in the order in which records pass; the keys of each begin with \`transforms.<alias>.\`:

${keyTable(renamed({ ...type('transformation'), ...conditionConfig }, key => `transforms.<alias>.${key}`))}

\`$Key\` works on the key of a record, \`$Value\` on its value. What they make of records, and where that is not what Kafka Connect
does: [connectors/transforms](../../connectors/transforms/README.md).

A sink that is given no tombstones:

${example}

${sections(transforms)}`

/** Predicates, with the keys that each has below its alias. */
export const predicatesPage = (predicates: readonly PredicateDefinition[]): string => `# Predicates

\`predicates\` lists aliases that \`transforms.<alias>.predicate\` refers to: [transformations](transformations.md). The keys of each
begin with \`predicates.<alias>.\`:

${keyTable(renamed(type('predicate'), key => `predicates.<alias>.${key}`))}

${sections(predicates)}`
