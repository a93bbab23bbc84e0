import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { plugins } from '../../connectors/registry.ts'
import { printJson } from '../../connectors/sdk/json.ts'
import type { Sink } from '../../connectors/sdk/sink.ts'
import type { Source } from '../../connectors/sdk/source.ts'
import { table } from '../helpers/generated-tables.ts'
import { groupedKeys } from './key-tables.ts'

type Connector = Source | Sink

const folder = new URL('../../connectors/', import.meta.url).pathname

/** Of each system's folder, what it says of its connectors. */
const readmes = readdirSync(folder)
  .filter(name => existsSync(`${folder}${name}/README.md`))
  .map(name => ({
    path: `connectors/${name}/README.md`,
    text: readFileSync(`${folder}${name}/README.md`, 'utf8'),
  }))

const readmeOf = (className: string): string => {
  const found = readmes.find(({ text }) => text.includes(className))
  if (found === undefined) throw new Error(`no README of a folder in connectors/ names ${className}`)
  return found.path
}

export const docsOf = ({ docs, classes }: Connector) => {
  if (docs === undefined) throw new Error(`${classes[0]} has no docs`)
  return docs
}

/** `S3 sink` is in `s3-sink.md`. */
export const pageOf = (connector: Connector): string =>
  `${docsOf(connector).title.toLowerCase().replaceAll(' ', '-')}.md`

const simple = (className: string) => className.slice(className.lastIndexOf('.') + 1)

/** Every name that stands for the connector. */
const namesOf = async (connector: Connector): Promise<readonly string[]> => {
  const names = connector.classes.flatMap(each => [
    each,
    simple(each),
    simple(each).replace(/Connector$/, ''),
  ])
  const found = await Promise.all(names.map(name => plugins.find([connector.type], name)))
  return [...new Set(names.filter((_, i) => found[i]?.classes[0] === connector.classes[0]))]
}

const deliveredBy = (connector: Connector, page: string): string => {
  const { delivers, because } = docsOf(connector)
  if (because !== undefined) return `${delivers}: ${because}`
  const exactly = connector.type === 'source' && connector.exactlyOnce !== undefined
  return exactly ? `${delivers}; exactly once [where that is asked for](${page}#exactly-once)` : delivers
}

const facts = async (connector: Connector): Promise<string> => {
  const { residue, position } = docsOf(connector)
  const names = (await namesOf(connector)).map(name => `\`${name}\``).join(', ')
  return table(
    ['', ''],
    [
      ['`connector.class`', names],
      ['version', connector.version],
      ['delivers', deliveredBy(connector, '../guarantees.md')],
      ['after a failure', residue ?? '–'],
      ...(position === undefined
        ? []
        : [
            ['partition', `\`${printJson(position.partition)}\``],
            ['offset', `\`${printJson(position.offset)}\``],
          ]),
      ...(connector.type === 'sink'
        ? [['`run.mode=event`', connector.holdsBack ? 'no: it holds records back over flushes' : 'yes']]
        : []),
    ],
    { numbers: false },
  )
}

/** The reference page of a connector. */
export const connectorPage = async (connector: Connector): Promise<string> => {
  const { title, summary } = docsOf(connector)
  const own = `../../${readmeOf(connector.classes[0] ?? '')}`
  return `# ${title}

${summary} How it works: [${own.slice(6)}](${own}).

${await facts(connector)}

## Keys

Besides those of [every ${connector.type}](connectors.md):

${groupedKeys(connector.config)}
`
}

/** The table of what connectors deliver. */
export const deliveryTable = (connectors: readonly Connector[]): string =>
  table(
    ['connector', 'delivers', 'after a failure'],
    connectors.map(connector => {
      const { title, residue } = docsOf(connector)
      return [`[${title}](reference/${pageOf(connector)})`, deliveredBy(connector, ''), residue ?? '–']
    }),
    { numbers: false },
  )
