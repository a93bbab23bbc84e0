import { integer, objectOf, text } from '../openapi/schema.ts'

/** The body of every error. */
export const errorMessage = objectOf(
  { error_code: integer('the status again'), message: text() },
  {
    title: 'ErrorMessage',
    examples: [{ error_code: 404, message: 'Connector file-source not found' }],
  },
)
