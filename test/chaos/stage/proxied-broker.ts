import { setTimeout as sleep } from 'node:timers/promises'
import { startBroker } from '../../../infra/local/broker.ts'
import { freePorts, isPortFree } from '../../../infra/local/free-ports.ts'
import { type TcpProxy, tcpProxy } from './tcp-proxy.ts'

/** A real broker whose clients reach it through a proxy alone: that is the address it tells them. */
export interface ProxiedBroker {
  /** of the proxy */
  readonly bootstrap: string
  readonly proxy: TcpProxy
  /** kill -9 */
  kill(): Promise<void>
  /** on its data, on the same port; resolves when it serves */
  restart(): Promise<void>
  /** resolves when it has ended by itself */
  ended(): Promise<unknown>
  stop(): Promise<void>
}

export const proxiedBroker = async (
  dataDir: string,
  properties: Readonly<Record<string, string>> = {},
): Promise<ProxiedBroker> => {
  const proxy = await tcpProxy()
  const bootstrap = `127.0.0.1:${proxy.port}`
  const [port = 0] = await freePorts(1)
  proxy.lead(port)
  const start = () =>
    startBroker({
      dataDir,
      port,
      properties: { 'advertised.listeners': `PLAINTEXT://${bootstrap}`, ...properties },
    })
  let broker = await start()
  return {
    bootstrap,
    proxy,
    kill: async () => {
      await broker.kill()
      proxy.cut()
    },
    restart: async () => {
      // a killed process lets go of its port a little after it is gone
      while (!(await isPortFree(port))) await sleep(20)
      broker = await start()
    },
    ended: () => broker.ended,
    stop: async () => {
      await broker.stop()
      await proxy.close()
    },
  }
}
