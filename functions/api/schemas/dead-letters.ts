import { integer, objectOf, oneOfTexts, text } from '../openapi/schema.ts'

export const redriveStatus = objectOf(
  {
    state: oneOfTexts('NONE', 'WAITING', 'RUNNING', 'DONE'),
    through: integer('dead letters that went through'),
    again: integer('those that failed again, and are at the end of the queue'),
    problem: text('why it ended before all were sent back'),
  },
  {
    title: 'RedriveStatus',
    optional: ['problem'],
    examples: [{ state: 'DONE', through: 41, again: 1 }],
  },
)
