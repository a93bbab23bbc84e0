import type { Served } from '../../conformance/exchanges/exchange.ts'
import type { Scene } from '../runtime/scene/scene.ts'

type Config = Readonly<Record<string, string>>

const one = '/connectors/secretive'

const reads = [
  '/',
  '/health',
  '/connectors',
  '/connectors?expand=status&expand=info',
  one,
  ...['config', 'status', 'tasks', 'tasks/0/status', 'topics', 'offsets'].map(part => `${one}/${part}`),
  '/connector-plugins?connectorsOnly=false',
  '/admin/loggers',
]

/** Every way to send a configuration, right or wrong. */
const writes = (
  config: Config,
): readonly (readonly [method: 'POST' | 'PUT' | 'PATCH', path: string, body: string])[] => {
  const { 'connector.class': className = '', ...classless } = config
  const json = JSON.stringify(config)
  const properties = Object.entries(config).map(([key, value]) => `${key}=${value}`)
  const validate = `/connector-plugins/${className}/config/validate`
  const urls = Object.entries(config).map(([key, value]) => [key, value.replace(/^https:/, 'ftp:')] as const)
  const wrong = { ...Object.fromEntries(urls), 'tasks.max': 'many', 'errors.tolerance': 'some' }
  return [
    ['POST', '/connectors', JSON.stringify({ name: 'secretive', config })],
    ['POST', '/connectors', JSON.stringify({ name: 'other', config })],
    ['POST', '/connectors', JSON.stringify({ name: 'other', config: { ...wrong, name: 'other' } })],
    ['POST', '/connectors', JSON.stringify({ name: 'other', config: { ...classless, name: 'other' } })],
    [
      'POST',
      '/connectors',
      JSON.stringify({ name: 'other', config: { ...classless, name: 'other', 'connector.class': 'Nope' } }),
    ],
    ['POST', '/connectors', JSON.stringify({ name: 'other', settings: config })],
    ['POST', '/connectors', JSON.stringify({ name: 'other', config }).slice(0, -2)],
    ['POST', '/connectors', properties.join('\n')],
    ['POST', '/connectors', properties.join('')],
    ['PUT', `${one}/config`, json],
    ['PUT', `${one}/config`, json.slice(0, -1)],
    ['PUT', `${one}/config`, JSON.stringify({ ...config, name: 'another' })],
    ['PUT', `${one}/config`, JSON.stringify(wrong)],
    [
      'PATCH',
      `${one}/config`,
      JSON.stringify({ 'undeclared.password': config['undeclared.password'], 'tasks.max': 'x' }),
    ],
    ['PUT', validate, json],
    ['PUT', validate, JSON.stringify(wrong)],
    ['PUT', validate, JSON.stringify({ ...config, topics: '', topic: '' })],
    ['PUT', validate, JSON.stringify(classless)],
    ['PUT', '/connector-plugins/Nope/config/validate', json],
  ]
}

/** Everything that is said of a connector `secretive`: by the API to whoever asks, and by runs to logs, metrics and topics. */
export const everythingOut = async (
  { logged, metrics, cluster }: Scene,
  request: Served['request'],
  config: Config,
): Promise<ReadonlyMap<string, string>> => {
  const out = new Map<string, string>()
  const note = (where: string, what: unknown) => out.set(`${out.size}. ${where}`, JSON.stringify(what))
  for (const path of reads) note(`GET ${path}`, await request('GET', path))
  for (const [method, path, body] of writes(config))
    note(`${method} ${path} ${body.slice(0, 40)}`, await request(method, path, body))
  note('log', logged)
  note('metrics', metrics.reports)
  const dead = cluster
    .records('dead')
    .map(({ headers }) => headers?.map(({ key, value }) => `${key}: ${value && Buffer.from(value)}`))
  note('dead letters', dead)
  return out
}
