import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, inject } from 'vitest'
import { restExchanges, type Served } from '../../conformance/exchanges/exchange.ts'
import { kcctlCommands } from '../../conformance/kcctl/replay.ts'
import { openConnectOnAws } from '../../helpers/aws/connect-on-aws.ts'
import { requestOver } from '../../helpers/served.ts'

const openOnAws = async (): Promise<Served> => {
  const connect = await openConnectOnAws({
    bootstrap: inject('bootstrap'),
    dynamodb: inject('dynamodbEndpoint'),
  })
  const { host } = new URL(connect.aws.endpoint)
  return {
    request: requestOver(connect.rest),
    patience: 60_000,
    workerId: await connect.functionName('ApiHandler'),
    clusterId: await connect.topics.clusterId(),
    topic: `exchanges-${randomUUID()}`,
    file: '/tmp/connect/out',
    // the emulator answers them itself, as if no route were for them
    hasOptions: false,
    location: name => `http://${host}/connectors/${name}`,
    close: connect.close,
  }
}

let served: Served
beforeAll(async () => {
  served = await openOnAws()
})
afterAll(() => served?.close())

restExchanges('through API Gateway', () => served)
kcctlCommands('through API Gateway', () => served)
