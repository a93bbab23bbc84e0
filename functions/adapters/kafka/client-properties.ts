/** Kafka's client properties as they stand in a worker's or a client's configuration. */
export type ClientProperties = Readonly<Record<string, string>>
