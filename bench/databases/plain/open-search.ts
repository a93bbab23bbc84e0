import { Agent, request } from 'node:http'
import { json } from 'node:stream/consumers'
import { readInput } from './kafka.ts'
import type { OpenLoop } from './task.ts'

// as the connector has them by default
const batchSize = 2_000
const inFlight = 5

const agent = new Agent({ keepAlive: true })

const post = (url: string, body: string) =>
  new Promise<void>((resolve, reject) => {
    const headers = { 'content-type': 'application/x-ndjson', 'content-length': Buffer.byteLength(body) }
    const sent = request(url, { method: 'POST', headers, agent }, response => {
      json(response).then(answer => {
        const { errors } = answer as { errors?: boolean }
        if (errors === false) resolve()
        else reject(new Error(`_bulk answered ${response.statusCode}`))
      }, reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })

/** Documents as they are in Kafka. */
export const openSearchSink: OpenLoop = async task => async () => {
  const { server, topic, table } = task
  const url = `http://${server.host}:${server.port}`
  const pending: Promise<void>[] = []
  let offset = 0
  for await (const texts of readInput(task, batchSize)) {
    const lines = texts.map(text => `{"index":{"_id":"${topic}+0+${offset++}"}}\n${text}\n`)
    pending.push(post(`${url}/${table}/_bulk?filter_path=errors`, lines.join('')))
    if (pending.length >= inFlight) await pending.shift()
  }
  await Promise.all(pending)
}
