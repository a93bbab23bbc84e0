import { execFile } from 'node:child_process'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * Files in a new folder, each a `.crt` and a `.key`: `server` is of `localhost`, `elsewhere` of another name, `client` of
 * a client, all by the authority `ca`; `other` is an authority that made none of them. Also in the forms that drivers
 * take: `ca.der`, and the client's in PKCS 8, PKCS 12 and PEM with an encrypted key, both opened by `opens`.
 */
export const makeCertificates = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'connect-certificates-'))
  const openssl = (command: string) => run('openssl', command.split(' '), { cwd: folder })
  const authority = (name: string) =>
    openssl(
      `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=${name} -keyout ${name}.key -out ${name}.crt`,
    )
  const certify = async (file: string, name: string) => {
    await openssl(`req -newkey rsa:2048 -nodes -subj /CN=${name} -keyout ${file}.key -out ${file}.csr`)
    await writeFile(join(folder, `${file}.names`), `subjectAltName=DNS:${name}`)
    const by = `-CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile ${file}.names`
    await openssl(`x509 -req -in ${file}.csr ${by} -out ${file}.crt`)
  }
  await Promise.all([authority('ca'), authority('other')])
  await certify('server', 'localhost')
  await certify('elsewhere', 'elsewhere.test')
  await certify('client', 'certified')
  await openssl('x509 -in ca.crt -outform DER -out ca.der')
  await openssl('pkcs8 -topk8 -nocrypt -outform DER -in client.key -out client.pk8')
  await openssl('pkcs12 -export -inkey client.key -in client.crt -passout pass:opens -out client.p12')
  await openssl('pkcs8 -topk8 -in client.key -passout pass:opens -out encrypted.key')
  const parts = ['client.crt', 'encrypted.key'].map(name => readFile(join(folder, name), 'utf8'))
  await writeFile(join(folder, 'client.pem'), (await Promise.all(parts)).join(''))
  return folder
}
