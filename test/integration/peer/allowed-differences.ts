import type { Difference } from './compare.ts'

/** Where this project answers otherwise, with the reason why that is right. One that is not there any more fails. */
interface Allowed {
  readonly reason: string
  readonly is: (difference: Difference) => boolean
}

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : [])

const ownKey =
  /^key (linger\.ms|restart\..*|stalled\.timeout\.ms|poll\.(min|max)\.interval\.ms|trigger\.events|run\.mode|event\..*)$/
/** of sources: the peer's sinks have these */
const ownLetters = /^key errors\.deadletterqueue\..*$/
const ownGroup = /^(Running|Restarting|Events|Topic Creation: .*)$/
/** of converters, which come in no order there */
const converterGroup = /^(Schemas|Serialization)$/

const pluginPrefix = /(?<=for configuration )((key|value|header)\.converter|(transforms|predicates)\.\w+)\./

/** Texts that differ in one part alone. */
const sameBut = ({ there, here }: Difference, part: RegExp): boolean => {
  const without = (value: unknown) => texts(value).map(text => text.replace(part, ''))
  return texts(there).length > 0 && JSON.stringify(without(there)) === JSON.stringify(without(here))
}

const without = (groups: unknown, ...left: readonly RegExp[]) =>
  texts(groups).filter(group => !left.some(pattern => pattern.test(group)))

/** The same order of all groups but these, and these in any. */
const sameGroups = ({ at, there, here }: Difference, ...left: readonly RegExp[]): boolean =>
  at === 'groups' && JSON.stringify(without(there, ...left)) === JSON.stringify(without(here, ...left))

const messageOf = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'message' in body ? String(body.message) : ''

/** `request` names what is asked; each of these is refused with 500 there. */
const refusedThere = (request: RegExp, message: RegExp) => (difference: Difference) =>
  request.test(difference.request) &&
  (difference.at === 'status' ? difference.there === 500 : message.test(messageOf(difference.there)))

export const allowed: readonly Allowed[] = [
  {
    reason: 'the docs are in words of our own, and say what is done here',
    is: ({ at }) => at.startsWith('definition.documentation of '),
  },
  {
    reason: 'keys of our own',
    is: ({ at, there }) => ownKey.test(at) && there === undefined,
  },
  {
    reason: 'sources have a dead letter queue, too',
    is: ({ at, there }) => ownLetters.test(at) && there === undefined,
  },
  {
    reason: 'warnings beside the fields of Kafka Connect',
    is: ({ at, there }) => at === 'warnings' && there === undefined,
  },
  {
    reason: 'our own groups, behind those that all connectors have',
    is: difference => sameGroups(difference, ownGroup),
  },
  {
    reason: 'groups of converters come in the order of a hash there, in that of their keys here',
    is: difference => !sameGroups(difference, ownGroup) && sameGroups(difference, ownGroup, converterGroup),
  },
  {
    reason: 'what can be chosen is what there is',
    is: ({ at }) =>
      /^value\.recommended_values of ((key|value|header)\.converter|(transforms|predicates)\.\S*\.type)$/.test(
        at,
      ),
  },
  {
    reason: 'keys of plugins are named as they stand in the configuration, which may have several of them',
    is: difference => difference.at.startsWith('value.errors of ') && sameBut(difference, pluginPrefix),
  },
  {
    reason: 'standard input and output are refused: a task has no terminal',
    is: ({ at, request }) => at === 'value.errors of file' && request.includes('"file":null'),
  },
  {
    reason: 'settings of new topics are checked when they are given, not when the connector starts',
    is: ({ at, there }) => at.startsWith('key topic.creation.') && there === undefined,
  },
  {
    // it answers with an error of that key at first, later with 500 and a NullPointerException
    reason: 'there is one version of each plugin, whichever is asked for',
    is: ({ request }) => request.includes('"connector.plugin.version":"1.0"'),
  },
  {
    reason: 'most properties of Kafka’s clients mean nothing here: none but those that do is described',
    is: ({ at, here }) => /^definition of (producer|consumer|admin)\.override\./.test(at) && here === null,
  },
  {
    reason: 'nor are they refused, with 500',
    is: refusedThere(
      /"(linger\.ms|producer\.override\.linger\.ms|consumer\.override\.max\.poll\.records)":"(abc|q)"/,
      /Not a number/,
    ),
  },
  {
    reason: 'properties of clients that mean something are checked when they are given',
    is: ({ at, there, here }) =>
      /^value\.errors of (producer|consumer)\.override\./.test(at) &&
      texts(there).length === 0 &&
      /String must be one of/.test(texts(here)[0] ?? ''),
  },
  {
    reason: 'the default that sinks really have',
    is: ({ at, there, here }) =>
      at === 'definition.default_value of consumer.override.auto.offset.reset' &&
      there === 'latest' &&
      here === 'earliest',
  },
  {
    reason: 'a regular expression that is missing is told once, not as a NullPointerException too',
    is: ({ there, here }) => texts(here).length === 1 && /this\.pattern. is null/.test(texts(there)[1] ?? ''),
  },
  {
    reason: 'what keys of a transformation make together is told when it is given, not when its task starts',
    is: ({ at, there, here }) =>
      /^value\.errors of transforms\./.test(at) && texts(there).length === 0 && texts(here).length === 1,
  },
  {
    reason: 'a class that is missing or unknown is the client’s mistake: 400 and not 500',
    is: refusedThere(
      /^no class$|^(Sink|Nope) validates "(Sink|Nope|)"$/,
      /contains no connector type|Failed to find any class/,
    ),
  },
]
