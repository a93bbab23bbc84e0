import { chown } from 'node:fs/promises'
import { getuid } from 'node:process'

/** Debian's nobody and nogroup, and those of most others. */
const nobody = 65534

const isRoot = () => getuid?.() === 0

/** The command for a program that refuses to be root: another user then runs it, who may enter the folders that root may. */
export const unprivileged = (
  command: string,
  args: readonly string[],
): readonly [string, readonly string[]] => {
  if (!isRoot()) return [command, args]
  const user = [`--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups']
  // without the bit, access(2) does not know of the capability
  const capabilities = [
    '--securebits=+no_setuid_fixup',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
  ]
  return ['setpriv', [...user, ...capabilities, command, ...args]]
}

/** Gives the folder to who runs such commands. */
export const giveToUnprivileged = async (folder: string): Promise<void> => {
  if (isRoot()) await chown(folder, nobody, nobody)
}
