import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { markHeapRarely } from '../../functions/adapters/heap.ts'

// threads take it from the environment
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '../../.cache/compiled')
enableCompileCache(process.env.NODE_COMPILE_CACHE)
markHeapRarely()

await import('./main.ts')
