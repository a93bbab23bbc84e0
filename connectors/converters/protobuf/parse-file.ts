import protobuf from 'protobufjs'
import descriptor from 'protobufjs/google/protobuf/descriptor.json' with { type: 'json' }
import { ConnectError, messageOf } from '../../sdk/errors.ts'
import { knownFiles } from './known-files.ts'

/** A .proto file with all that it imports, its types resolved. */
export interface ParsedFile {
  readonly packageName: string
  /** the messages of this file, in its order: that of message indexes */
  readonly messages: readonly protobuf.Type[]
}

interface Source {
  readonly text: string
  readonly imports: readonly string[]
}

const DESCRIPTOR = 'google/protobuf/descriptor.proto'
const MAX_FILES = 1000
// protobufjs drops such fields without a word
const unsafeField = /\b__proto__\s*=\s*\d/

const parseInto = (text: string, root: protobuf.Root): protobuf.IParserResult => {
  try {
    return protobuf.parse(text, root, { keepCase: true })
  } catch (cause) {
    throw new ConnectError('DATA', `Could not parse Protobuf: ${messageOf(cause)}`, { cause })
  }
}

const textOf = (name: string, dependencies: ReadonlyMap<string, string>): string => {
  const text = dependencies.get(name) ?? knownFiles.get(name)
  if (text !== undefined) return text
  throw new ConnectError(
    'DATA',
    `Could not parse Protobuf: import "${name}" is neither a reference of the schema nor a well-known file`,
  )
}

/** All files that a text needs, each after those that it imports itself, the text last. */
const sourcesOf = (text: string, dependencies: ReadonlyMap<string, string>): readonly Source[] => {
  const found = new Map<string, Source | undefined>()
  const sources: Source[] = []
  const add = (name: string, source: string) => {
    if (found.size > MAX_FILES)
      throw new ConnectError('DATA', `The schema imports more than ${MAX_FILES} files`)
    found.set(name, undefined)
    const { imports = [], weakImports = [] } = parseInto(source, new protobuf.Root())
    for (const each of [...imports, ...weakImports])
      if (each !== DESCRIPTOR && !found.has(each)) add(each, textOf(each, dependencies))
    sources.push({ text: source, imports: [...imports, ...weakImports] })
  }
  add('', text)
  return sources
}

const resolved = (sources: readonly Source[]): protobuf.Root => {
  const root = new protobuf.Root()
  if (sources.some(({ imports }) => imports.includes(DESCRIPTOR))) root.addJSON(descriptor.nested)
  for (const { text } of sources) parseInto(text, root)
  try {
    root.resolveAll()
    return root
  } catch (cause) {
    throw new ConnectError('DATA', `Could not parse Protobuf: ${messageOf(cause)}`, { cause })
  }
}

const scopeOf = (root: protobuf.Root, packageName: string): protobuf.NamespaceBase => {
  const scope = packageName === '' ? root : root.lookup(packageName.split('.'))
  return scope instanceof protobuf.Namespace ? scope : root
}

export const isGroup = (type: protobuf.Type): boolean => 'group' in type && type.group === true

/** Messages of a scope by which indexes count. */
export const messagesIn = (scope: protobuf.NamespaceBase): readonly protobuf.Type[] =>
  scope.nestedArray.filter(each => each instanceof protobuf.Type).filter(each => !isGroup(each))

/** Parses a text; `dependencies` are the files that it refers to, by the names it imports them by. */
export const parseFile = (text: string, dependencies: ReadonlyMap<string, string>): ParsedFile => {
  if (unsafeField.test(text))
    throw new ConnectError('DATA', 'Fields named __proto__ are not supported in Protobuf')
  const alone = parseInto(text, new protobuf.Root())
  const packageName = alone.package ?? ''
  const names = messagesIn(scopeOf(alone.root, packageName)).map(({ name }) => name)
  const scope = scopeOf(resolved(sourcesOf(text, dependencies)), packageName)
  const messages = names.map(name => scope.get(name)).filter(each => each instanceof protobuf.Type)
  return { packageName, messages }
}
