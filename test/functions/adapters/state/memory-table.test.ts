import { tableConformance } from '../../../conformance/table.ts'
import { memoryStore } from '../../../helpers/memory-table.ts'

tableConformance('memory', async () => {
  const store = memoryStore()
  return { connect: () => store.open(), dispose: async () => {} }
})
