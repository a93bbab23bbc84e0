import { parseProperties } from '../../connectors/sdk/properties.ts'

type Properties = Readonly<Record<string, string>>

/** What a page shows that somebody may copy, with the line where it begins. */
export type Example = { readonly line: number } & (
  | { readonly kind: 'connector'; readonly config: Properties }
  | { readonly kind: 'worker'; readonly config: Properties }
  /** `key=value` in a sentence */
  | { readonly kind: 'mention'; readonly key: string; readonly value: string }
  | { readonly kind: 'call'; readonly method: string; readonly path: string; readonly body: CallBody }
)

/** `file`: from the root of the repository. */
export type CallBody = { readonly text: string } | { readonly file: string } | undefined

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const className = 'connector.class'

/** Properties that name a connector's class are a connector's, all others a worker's. */
export const ofProperties = (text: string, line: number): Example => {
  const config = parseProperties(text)
  return { kind: Object.hasOwn(config, className) ? 'connector' : 'worker', config, line }
}

const texts = (fields: Readonly<Record<string, unknown>>): Properties =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, String(value)]))

/** JSON with a connector's class in it, or in its `config`, is a connector's; all other JSON is something else. */
export const ofJson = (text: string, line: number): readonly Example[] => {
  const json: unknown = JSON.parse(text)
  if (!isObject(json)) return []
  const { config = json, name } = json
  if (!isObject(config) || !Object.hasOwn(config, className)) return []
  return [{ kind: 'connector', config: texts({ ...(name !== undefined && { name }), ...config }), line }]
}

const words = (command: string): readonly string[] =>
  [...command.matchAll(/(?:'[^']*'|"(?:\\.|[^"\\])*"|[^\s'"])+/g)].map(([word]) =>
    word.replace(/^'([\s\S]*)'$/, '$1').replace(/^"([\s\S]*)"$/, '$1'),
  )

/** An address of the REST API: on its port, or behind `$URL`. */
const pathOf = (word: string): string | undefined =>
  /^(?:https?:\/\/(?:localhost|127\.0\.0\.1):8083|\$URL)(\/\S*)$/.exec(word)?.[1]

const optionOf = (all: readonly string[], ...names: readonly string[]): string | undefined => {
  const at = all.findIndex(word => names.includes(word))
  return at < 0 ? undefined : all[at + 1]
}

const bodyOf = (data: string | undefined): CallBody => {
  if (data === undefined) return undefined
  return data.startsWith('@') ? { file: data.slice(1) } : { text: data }
}

/** A command that calls the REST API, whatever it calls it with. */
const ofCommand = (command: string, line: number): readonly Example[] => {
  const all = words(command)
  const path = all.map(pathOf).find(each => each !== undefined)
  if (path === undefined) return []
  const body = bodyOf(optionOf(all, '-d', '--data', '--data-binary', '--data-raw'))
  const method = optionOf(all, '-X', '--request') ?? (body === undefined ? 'GET' : 'POST')
  return [{ kind: 'call', method, path, body, line }]
}

/** Commands of a shell, those over several lines as one. */
const ofShell = (text: string, line: number): readonly Example[] =>
  text
    .replaceAll('\\\n', ' ')
    .split(/\n(?=\S)|; /)
    .flatMap(command => ofCommand(command.replace(/\s#\s.*$/gm, ''), line))

const inFence = (language: string, text: string, line: number): readonly Example[] => {
  if (language === 'properties') return [ofProperties(text, line)]
  if (language === 'json') return ofJson(text, line)
  return language === 'sh' ? ofShell(text, line) : []
}

const mentions = (text: string, line: number): readonly Example[] =>
  [...text.matchAll(/`([a-z][\w-]*(?:\.[\w-]+)+)=([^`\s]*)`/g)].map(([, key = '', value = '']) => ({
    kind: 'mention',
    key,
    value,
    line,
  }))

/** Everything in a page of Markdown that is an example of a configuration or of a call. */
export const examplesIn = (page: string): readonly Example[] => {
  const pieces = page.split(/^```(.*)$/m)
  let line = 1
  return pieces.flatMap((piece, i) => {
    const at = line
    line += piece.split('\n').length - 1
    // text, language, what is in the fence, what stands behind it: nothing
    if (i % 4 === 0) return mentions(piece, at)
    return i % 4 === 2 ? inFence(pieces[i - 1]?.trim() ?? '', piece.replace(/^\n/, ''), at) : []
  })
}
