import { kcctlCommands } from '../../conformance/kcctl.ts'
import { openInProcess } from './in-process.ts'

const served = openInProcess()
kcctlCommands('against the API in this process', () => served)
