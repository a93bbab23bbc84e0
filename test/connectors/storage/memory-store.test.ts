import { objectStoreConformance } from '../../conformance/object-store.ts'
import { memoryBucket, memoryStore } from './memory-store.ts'

objectStoreConformance(() => {
  const bucket = memoryBucket()
  const absent = { ...memoryBucket('absent-bucket'), exists: false }
  return {
    store: memoryStore(bucket),
    read: async key => bucket.objects.get(key)?.body,
    absent: memoryStore(absent),
  }
})
