/** A .proto file as it is printed: proto3, one message with what is nested in it. */
export interface ProtoFile {
  readonly package: string | undefined
  readonly imports: readonly string[]
  readonly message: ProtoMessage
}

export interface ProtoMessage {
  readonly name: string
  readonly fields: readonly ProtoField[]
  readonly oneofs: readonly { readonly name: string; readonly fields: readonly ProtoField[] }[]
  readonly messages: readonly ProtoMessage[]
  readonly enums: readonly ProtoEnum[]
}

export interface ProtoField {
  readonly name: string
  readonly number: number
  readonly type: string
  readonly label: 'optional' | 'repeated' | undefined
  /** the option `(confluent.field_meta)` */
  readonly params: readonly (readonly [key: string, value: string])[]
}

export interface ProtoEnum {
  readonly name: string
  readonly values: readonly (readonly [name: string, number: number])[]
}

const indented = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map(line => `  ${line}\n`)
    .join('')

const block = (head: string, sections: readonly string[]): string =>
  `${head} {${sections
    .filter(section => section !== '')
    .map(section => `\n${indented(section)}`)
    .join('')}}\n`

const printParam = ([key, value]: readonly [string, string]): string => {
  const members = [`key: ${JSON.stringify(key)}`, `value: ${JSON.stringify(value)}`]
  // the order that registries have from Kafka Connect's converter
  const ordered = key === 'precision' || key === 'scale' ? members.toReversed() : members
  return `{\n${indented(ordered.join(',\n'))}}`
}

const printParams = ({ params }: ProtoField): string => {
  if (params.length === 0) return ''
  const list = `params: [\n${indented(params.map(printParam).join(',\n'))}]`
  return ` [(confluent.field_meta) = {\n${indented(list)}}]`
}

const printField = (field: ProtoField): string =>
  `${field.label === undefined ? '' : `${field.label} `}${field.type} ${field.name} = ${field.number}${printParams(field)};\n`

const printFields = (fields: readonly ProtoField[]) => fields.map(printField).join('')

const printEnum = ({ name, values }: ProtoEnum): string => {
  const aliased = new Set(values.map(([, number]) => number)).size < values.length
  const lines = values.map(([symbol, number]) => `${symbol} = ${number};\n`)
  return block(`enum ${name}`, [`${aliased ? 'option allow_alias = true;\n' : ''}${lines.join('')}`])
}

const printMessage = (message: ProtoMessage): string =>
  block(`message ${message.name}`, [
    printFields(message.fields),
    message.oneofs.map(({ name, fields }) => block(`oneof ${name}`, [printFields(fields)])).join(''),
    message.messages.map(printMessage).join('') + message.enums.map(printEnum).join(''),
  ])

/** The text of a file, the same as Kafka Connect's converter registers. */
export const printFile = (file: ProtoFile): string => {
  const imports = file.imports.map(name => `import "${name}";\n`).join('')
  return [
    'syntax = "proto3";\n',
    file.package === undefined ? '' : `package ${file.package};\n`,
    imports === '' ? '' : `\n${imports}`,
    `\n${printMessage(file.message)}`,
  ].join('')
}
