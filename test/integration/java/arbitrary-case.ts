export { converterCase } from './arbitrary-converters.ts'
