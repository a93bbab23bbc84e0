/** The version of Kafka Connect whose API this is: clients branch on it. */
export const KAFKA_CONNECT_VERSION = '4.3.1'
