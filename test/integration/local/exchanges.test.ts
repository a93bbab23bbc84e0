import { afterAll, beforeAll, inject } from 'vitest'
import { restExchanges } from '../../conformance/exchanges/exchange.ts'
import { kcctlCommands } from '../../conformance/kcctl/replay.ts'
import { openServedLocally } from '../../helpers/local-served.ts'

let served: Awaited<ReturnType<typeof openServedLocally>>
beforeAll(async () => {
  served = await openServedLocally(inject('bootstrap'))
})
afterAll(() => served?.close())

restExchanges('on one machine', () => served)
kcctlCommands('on one machine', () => served)
