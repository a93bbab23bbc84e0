import { ConnectError } from '../../sdk/errors.ts'
import type { Field, StructSchema } from '../../sdk/schema.ts'
import { tagParameter, unionOf } from './names.ts'

const MAX_NUMBER = 2 ** 29 - 1
const isReserved = (number: number) => number >= 19_000 && number <= 19_999

/** The number that a field was read with. */
const givenNumber = ({ name, schema }: Field): number | undefined => {
  const text = schema.parameters?.[tagParameter]
  if (text === undefined) return undefined
  const number = /^\d+$/.test(text) ? Number(text) : 0
  if (number > 0 && number <= MAX_NUMBER && !isReserved(number)) return number
  throw new ConnectError('DATA', `Invalid parameter ${tagParameter} of field ${name}: ${text}`)
}

/** Fields and members of unions, which are numbered together. */
const membersOf = (struct: StructSchema): readonly Field[] =>
  struct.fields.flatMap(field => [field, ...(unionOf(field.schema)?.fields ?? [])])

/** Numbers of a message's fields: those they were read with; to others, in order, the first that nobody has. */
export const numbersFor = (struct: StructSchema): ((field: Field) => number) => {
  const members = membersOf(struct)
  const used = new Set<number>()
  const numbers = new Map<Field, number>()
  for (const field of members) {
    const number = givenNumber(field)
    if (number === undefined) continue
    if (used.has(number))
      throw new ConnectError('DATA', `Two fields have the number ${number}, one is ${field.name}`)
    used.add(number)
    numbers.set(field, number)
  }
  let next = 1
  for (const field of members) {
    if (numbers.has(field)) continue
    while (used.has(next) || isReserved(next)) next++
    numbers.set(field, next++)
  }
  return field => numbers.get(field) ?? 0
}
