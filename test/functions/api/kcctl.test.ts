import { kcctlCommands } from '../../conformance/kcctl/replay.ts'
import { openInProcess } from './in-process.ts'

const served = openInProcess()
kcctlCommands('against the API in this process', () => served)
