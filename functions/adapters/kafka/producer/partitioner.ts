/** Where records without a key go: one partition for about a batch, then the next. */
export const stickyPartition = (batchSize: number): ((partitions: number, bytes: number) => number) => {
  let current = Math.floor(Math.random() * 0x7fff_ffff)
  let given = 0
  return (partitions, bytes) => {
    if (given >= batchSize) {
      current++
      given = 0
    }
    given += bytes
    return current % partitions
  }
}
