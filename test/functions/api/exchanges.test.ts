import { restExchanges } from '../../conformance/exchanges/exchange.ts'
import { openInProcess } from './in-process.ts'

const served = openInProcess()
restExchanges('in this process', () => served)
