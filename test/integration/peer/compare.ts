/** What both answer to the same request. */
export interface Answer {
  readonly status: number
  readonly body: unknown
}

/** Where the answers to one request differ; absent on a side: there is nothing. */
export interface Difference {
  readonly request: string
  /** `value.errors of tasks.max` */
  readonly at: string
  readonly there: unknown
  readonly here: unknown
}

interface Entry {
  readonly definition: Readonly<Record<string, unknown>> | null
  readonly value: Readonly<Record<string, unknown>> & {
    readonly name: string
    readonly errors: readonly string[]
  }
}

interface Infos {
  readonly error_count: number
  readonly groups: readonly string[]
  readonly configs: readonly Entry[]
}

type Differ = (at: string, there: unknown, here: unknown) => readonly Omit<Difference, 'request'>[]

const differ: Differ = (at, there, here) =>
  JSON.stringify(there) === JSON.stringify(here) ? [] : [{ at, there, here }]

const fieldsOf = (what: string, there: object | null, here: object | null) => {
  const [a, b] = [there, here] as readonly (Readonly<Record<string, unknown>> | null)[]
  if (a == null || b == null) return differ(what, a, b)
  return Object.keys({ ...a, ...b }).flatMap(field =>
    differ(what.replace(' of ', `.${field} of `), a[field], b[field]),
  )
}

const subKey = /^(key|value|header)\.converter\.(?!plugin)|\.override\./

/** As the peer counts: messages, and for the keys of converters and clients the keys that have any. */
export const counted = ({ configs }: Infos): number =>
  configs.reduce(
    (sum, { value: { name, errors } }) =>
      sum + (subKey.test(name) ? Math.min(errors.length, 1) : errors.length),
    0,
  )

/** Names that both have, in the order of each; those of converters have none there. */
const order = (names: readonly string[], others: readonly string[]) =>
  names.filter(name => others.includes(name) && !subKey.test(name))

const names = ({ configs }: Infos) => configs.map(({ value }) => value.name)

/** Two validations, key by key. */
const compareInfos: (there: Infos, here: Infos) => readonly Omit<Difference, 'request'>[] = (there, here) => {
  const [all, own] = [names(there), names(here)]
  const entry = (infos: Infos, name: string) => infos.configs.find(({ value }) => value.name === name)
  const keys = [...new Set([...all, ...own])].flatMap(name => {
    const [a, b] = [entry(there, name), entry(here, name)]
    if (a === undefined || b === undefined) return differ(`key ${name}`, a?.value.errors, b?.value.errors)
    return [
      ...fieldsOf(`definition of ${name}`, a.definition, b.definition),
      ...fieldsOf(`value of ${name}`, a.value, b.value),
    ]
  })
  const fields = fieldsOf('infos of all', there, here).map(each => ({ ...each, at: each.at.slice(6, -7) }))
  return [
    ...keys,
    ...differ('order of the keys', order(all, own), order(own, all)),
    ...fields.filter(({ at }) => at !== 'configs' && at !== 'error_count'),
  ]
}

const isInfos = (body: unknown): body is Infos =>
  typeof body === 'object' && body !== null && 'configs' in body && 'groups' in body

const isDefinitions = (body: unknown): body is readonly { readonly name: string }[] => Array.isArray(body)

const asInfos = (definitions: readonly { readonly name: string }[]): Infos => ({
  error_count: 0,
  groups: [],
  configs: definitions.map(definition => ({
    definition: { ...definition },
    value: { name: definition.name, errors: [] },
  })),
})

/** Where two answers to a request differ. */
export const compare = (request: string, there: Answer, here: Answer): readonly Difference[] => {
  const found = () => {
    if (isInfos(there.body) && isInfos(here.body)) return compareInfos(there.body, here.body)
    if (isDefinitions(there.body) && isDefinitions(here.body))
      return compareInfos(asInfos(there.body), asInfos(here.body))
    return [...differ('status', there.status, here.status), ...differ('body', there.body, here.body)]
  }
  return found().map(difference => ({ request, ...difference }))
}
