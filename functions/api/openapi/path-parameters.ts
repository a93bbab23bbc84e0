import { integer, type Schema, text } from './schema.ts'

export interface PathParameter {
  readonly description: string
  readonly schema: Schema
  readonly example: unknown
}

/** Every `{name}` that paths of routes may have. */
export const pathParameters: Readonly<Record<string, PathParameter>> = {
  name: { description: 'Name of the connector.', schema: text(), example: 'file-source' },
  task: { description: 'Number of the task.', schema: { ...integer(), minimum: 0 }, example: 0 },
  plugin: {
    description:
      'Class of the plugin: its full name, its simple name, or that without what kind of plugin it is.',
    schema: text(),
    example: 'FileStreamSource',
  },
  logger: {
    description: 'Name of the logger; `root` is what all others go by.',
    schema: text(),
    example: 'root',
  },
}
