import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { convertToAttr, convertToNative } from '@aws-sdk/util-dynamodb'
import type { Attributes, Item, ItemKey, Json, Write } from '../../runtime/ports/table.ts'
import { reservedNames } from './apply-write.ts'
import { dueShardOf } from './dynamodb-schema.ts'

type StoredItem = Record<string, AttributeValue>

// a map goes as its JSON text: DynamoDB's own maps lose "__proto__", numbers above 1e126 and the 33rd level
const toStored = (value: Json): AttributeValue =>
  typeof value === 'object' && value !== null
    ? { M: { json: { S: JSON.stringify(value) } } }
    : convertToAttr(value, { allowImpreciseNumbers: true })

const fromStored = (value: AttributeValue): Json =>
  value.M?.json?.S === undefined
    ? convertToNative(value, { wrapNumbers: Number })
    : JSON.parse(value.M.json.S)

export const toStoredKey = ({ pk, sk }: ItemKey): StoredItem => ({ pk: { S: pk }, sk: { S: sk } })

export const toKey = (stored: StoredItem): ItemKey => ({
  pk: String(stored.pk?.S),
  sk: String(stored.sk?.S),
})

export const toItem = (stored: StoredItem): Item => {
  const own = Object.entries(stored).filter(([name]) => !reservedNames.has(name))
  const attributes: Attributes = Object.fromEntries(own.map(([name, value]) => [name, fromStored(value)]))
  return { ...toKey(stored), attributes }
}

/** Names and values of an expression, numbered as they are met: reserved words and any characters are allowed. */
const placeholders = () => {
  const names: Record<string, string> = {}
  const values: StoredItem = {}
  let next = 0
  return {
    names,
    values,
    name(name: string) {
      const placeholder = `#n${next++}`
      names[placeholder] = name
      return placeholder
    },
    value(value: AttributeValue) {
      const placeholder = `:v${next++}`
      values[placeholder] = value
      return placeholder
    },
  }
}

/** A write as parameters of an update. It always sets the shard, so it creates a missing item whatever else it does. */
export const toUpdate = (tableName: string, write: Write) => {
  const { names, values, name, value } = placeholders()
  const sets = [`${name('dueShard')} = ${value({ N: String(dueShardOf(write.key)) })}`]
  const removes: string[] = []
  for (const [attribute, next] of Object.entries(write.set))
    if (next === undefined) removes.push(name(attribute))
    else sets.push(`${name(attribute)} = ${value(toStored(next))}`)
  const conditions = Object.entries(write.when).map(([attribute, expected]) =>
    expected === undefined
      ? `attribute_not_exists(${name(attribute)})`
      : `${name(attribute)} = ${value(toStored(expected))}`,
  )
  const remove = removes.length === 0 ? '' : ` REMOVE ${removes.join(', ')}`
  return {
    TableName: tableName,
    Key: toStoredKey(write.key),
    UpdateExpression: `SET ${sets.join(', ')}${remove}`,
    ...(conditions.length > 0 && { ConditionExpression: conditions.join(' AND ') }),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
  }
}
