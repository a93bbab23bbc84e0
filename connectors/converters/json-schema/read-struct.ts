import type { Field, Schema } from '../../sdk/schema.ts'
import type { Value } from '../../sdk/value.ts'
import { type Property, propertiesOf } from './all-of.ts'
import { type Form, type FormOf, formOf } from './form.ts'
import { generalizedPrefix, generalizedUnion, idParameter, oneOfName } from './names.ts'
import { attributesOf, indexOf, withOptional } from './notes.ts'
import { type Expected, finish, type KnownStruct, type Reading, within } from './reading.ts'

interface Sketch {
  readonly form: Form
  /** what references to the struct lead to */
  readonly node: Value
  readonly fields: () => readonly Field[]
}

/** A struct that is known before its fields are, which may refer to it. */
const readStruct = ({ form, node, fields: read }: Sketch, expected: Expected, reading: Reading): Schema => {
  const fields: Field[] = []
  const known: KnownStruct = {
    schema: { type: 'struct', fields, ...attributesOf(form.notes, {}, expected.version) },
    open: true,
  }
  reading.structs.set(node, known)
  fields.push(...read())
  known.open = false
  known.schema = finish({ form, bare: known.schema }, { version: expected.version }, reading)
  return withOptional(known.schema, expected.optional === true)
}

/** Another use of a struct. One that contains itself has an id, by which its own JSON Schema will refer to it. */
export const referTo = (known: KnownStruct, { optional }: Expected, reading: Reading): Schema => {
  const { schema } = known
  if (known.open && schema.parameters?.[idParameter] === undefined)
    known.schema = {
      ...schema,
      parameters: { ...schema.parameters, [idParameter]: `#id${reading.count('id')}` },
    }
  return withOptional(known.schema, optional === true)
}

const fieldOf = (name: string, form: Form, required: boolean, reading: Reading): Field => {
  const optional = reading.options.optionalForNonRequired && !required
  return { name, schema: within(name, () => reading.read(form, { optional })) }
}

/** In the order that their indexes say; one without an index stands where it stands. */
const fieldsInOrder = (properties: ReadonlyMap<string, Property>, reading: Reading): readonly Field[] => {
  const forms = [...properties].map(([name, { place, required }], position) => {
    const form = within(name, () => formOf(place))
    return { name, form, required, index: indexOf(form.notes) ?? position }
  })
  return forms
    .sort((a, b) => a.index - b.index)
    .map(({ name, form, required }) => fieldOf(name, form, required, reading))
}

export const readObject = (form: FormOf<'object'>, expected: Expected, reading: Reading): Schema => {
  const fields = () => fieldsInOrder(propertiesOf(form), reading)
  return readStruct({ form, node: form.node, fields }, expected, reading)
}

/** A struct that several schemas describe; what they are called is not its name. */
export const readMerged = (
  { form, properties }: { readonly form: FormOf<'all'>; readonly properties: ReadonlyMap<string, Property> },
  { optional }: Expected,
  reading: Reading,
): Schema => {
  const fields = () =>
    [...properties].map(([name, { place, required }]) => fieldOf(name, formOf(place), required, reading))
  const nameless: Form = { ...form, notes: {} }
  return readStruct({ form: nameless, node: form.node, fields }, { optional: optional === true }, reading)
}

/** A struct with a field for each of several schemas, named by number. */
export const readUnion = (form: FormOf<'any'>, expected: Expected, reading: Reading): Schema => {
  const generalized = reading.options.generalizedSumTypes
  const name = generalized ? `${generalizedPrefix}${reading.count('union') - 1}` : oneOfName
  const branches = form.forms.filter(branch => branch.kind !== 'null')
  const nullable = branches.length < form.forms.length
  const [only] = branches
  if (nullable && form.forms.length === 2 && only !== undefined)
    return reading.read(only, { ...expected, optional: true })
  const prefix = generalized ? `${generalizedPrefix}field_` : `${name}.field.`
  const fields = branches.map((branch, i) => {
    const place = `${prefix}${i}`
    return { name: place, schema: within(place, () => reading.read(branch, { optional: true })) }
  })
  const bare: Schema = {
    type: 'struct',
    fields,
    name,
    ...(nullable ? { optional: true } : {}),
    ...(generalized ? { parameters: { [generalizedUnion]: name } } : {}),
  }
  return finish({ form, bare }, expected, reading)
}
