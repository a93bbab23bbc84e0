import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { openSearchScene, type SearchScene } from '../elasticsearch/search-scene.ts'
import { type Database, ownDatabase } from './own-database.ts'

let scene: SearchScene
let database: Database
beforeAll(async () => {
  scene = await openSearchScene(inject('bootstrap'), inject('openSearch'))
  database = await ownDatabase('mariadb', inject('mariadb'))
})
afterAll(async () => {
  await scene?.close()
  await database?.close()
})

/** As files that people have, but for where the servers are. */
const configurationOf = (text: string) =>
  Object.fromEntries(text.split('\n').map(line => line.split(/=(.*)/s).slice(0, 2))) as Record<string, string>

test.runIf(inject('mariadb'))(
  'rows of a table become documents, with the configurations as people copy them',
  async () => {
    await database.exec(
      `CREATE TABLE mytable (id bigint AUTO_INCREMENT PRIMARY KEY, name varchar(40) CHARACTER SET utf8mb4, price decimal(9,2))`,
      "INSERT INTO mytable (name, price) VALUES ('Käse 🧀', 9.99), (NULL, NULL)",
    )
    const { 'connection.user': user, 'connection.password': password } = database.keys
    const { rest } = scene.connect()
    await rest.create(
      'mysql-source-connector',
      configurationOf(`connector.class=io.confluent.connect.jdbc.JdbcSourceConnector
tasks.max=1
connection.url=${database.url.replace('mariadb', 'mysql')}
connection.user=${user}
connection.password=${password}
topic.prefix=mysql-of-rows-`),
    )
    await rest.create(
      'elasticsearch-sink-of-rows',
      configurationOf(`connector.class=io.confluent.connect.elasticsearch.ElasticsearchSinkConnector
tasks.max=1
topics=mysql-of-rows-mytable
connection.url=${inject('openSearch')}`),
    )
    const index = 'mysql-of-rows-mytable'
    const documents = async () => new Map((await scene.hits(index)).map(({ _id, _source }) => [_id, _source]))
    const first = new Map([
      [`${index}+0+0`, { id: 1, name: 'Käse 🧀', price: 9.99 }],
      [`${index}+0+1`, { id: 2, name: null, price: null }],
    ])
    await vi.waitFor(async () => expect(await documents()).toEqual(first), { timeout: 60_000, interval: 200 })
    await database.exec("INSERT INTO mytable (name, price) VALUES ('late', -0.01)")
    first.set(`${index}+0+2`, { id: 3, name: 'late', price: -0.01 })
    await vi.waitFor(async () => expect(await documents()).toEqual(first), { timeout: 60_000, interval: 200 })

    expect(await scene.trace('mysql-source-connector')).toContain(
      `NOTE: mode is not set: incrementing, by the auto-increment column: ${database.name}.mytable (id)`,
    )
    const { connector, tasks } = await rest.status('elasticsearch-sink-of-rows')
    expect([connector.state, ...tasks.map(task => task.state)]).toEqual(['RUNNING', 'RUNNING'])
    expect(connector.trace).toContain(
      'NOTE: the id of a document is the key of its record; of a record without a key it is topic+partition+offset',
    )
  },
)
