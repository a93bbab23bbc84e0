import { ConnectError } from '../../sdk/errors.ts'
import { quotedElement } from './array-text.ts'

const PAIR = /"((?:[^"\\]|\\.)*)"=>(?:NULL|"((?:[^"\\]|\\.)*)")(?:, |$)/gsy

const plain = (text: string) => text.replace(/\\(.)/gs, '$1')

/** Reads `"a"=>"1", "b"=>NULL`. */
export const parseHstore = (text: string): Map<string, string | null> => {
  const pairs = new Map<string, string | null>()
  let end = 0
  for (const match of text.matchAll(PAIR)) {
    const [all, key = '', value] = match
    pairs.set(plain(key), value === undefined ? null : plain(value))
    end += all.length
  }
  if (end !== text.length) throw new ConnectError('DATA', 'it is no hstore')
  return pairs
}

export const formatHstore = (pairs: Iterable<readonly [string, string | null]>): string =>
  [...pairs]
    .map(([key, value]) => `${quotedElement(key)}=>${value === null ? 'NULL' : quotedElement(value)}`)
    .join(', ')
