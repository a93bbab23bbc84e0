import { flag, integer, listOf, objectOf, oneOfTexts, orNull, type Schema, text } from '../openapi/schema.ts'

const types = ['BOOLEAN', 'STRING', 'INT', 'SHORT', 'LONG', 'DOUBLE', 'LIST', 'CLASS', 'PASSWORD']

const file = {
  name: 'topic',
  type: 'STRING',
  required: true,
  default_value: null,
  importance: 'HIGH',
  documentation: 'The topic that the lines go to.',
  group: null,
  order_in_group: -1,
  width: 'NONE',
  display_name: 'topic',
  dependents: [],
}

const keyInfo = objectOf(
  {
    name: text(),
    type: oneOfTexts(...types),
    required: flag(),
    default_value: orNull(text()),
    importance: oneOfTexts('HIGH', 'MEDIUM', 'LOW'),
    documentation: text(),
    group: orNull(text()),
    order_in_group: integer('-1: in no group'),
    width: oneOfTexts('NONE', 'SHORT', 'MEDIUM', 'LONG'),
    display_name: text(),
    dependents: listOf(text()),
  },
  { title: 'ConfigKeyInfo', examples: [file] },
)

export const keyInfos = listOf(keyInfo)

const value = {
  name: 'topic',
  value: null,
  recommended_values: [],
  errors: ['Missing required configuration "topic" which has no default value.'],
  visible: true,
}

const valueInfo = objectOf(
  {
    name: text(),
    value: orNull(text()),
    recommended_values: listOf(text()),
    errors: listOf(text()),
    visible: flag(),
  },
  { title: 'ConfigValueInfo', examples: [value] },
)

const warning: Schema = objectOf({ name: text(), message: text() })

export const configInfos = objectOf(
  {
    name: text('the class as it was given'),
    error_count: integer(),
    groups: listOf(text()),
    configs: listOf(objectOf({ definition: orNull(keyInfo), value: valueInfo })),
    warnings: listOf(warning, {
      description: 'what does not keep it from working, such as keys that nobody reads',
    }),
  },
  {
    title: 'ConfigInfos',
    examples: [
      {
        name: 'FileStreamSource',
        error_count: 1,
        groups: ['Common'],
        configs: [{ definition: file, value }],
        warnings: [{ name: 'topik', message: 'topik: unknown; did you mean topic?' }],
      },
    ],
  },
)
