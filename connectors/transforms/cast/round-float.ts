/** The sign of a decimal less a double; both positive. */
const compare = (digits: string, exponent: number, double: number): number => {
  let [mantissa, halvings] = [double, 0n]
  for (; !Number.isInteger(mantissa); halvings++) mantissa *= 2
  const [whole = '', fraction = ''] = digits.split('.')
  const power = exponent - fraction.length
  const left = BigInt(whole + fraction) * 10n ** BigInt(Math.max(power, 0)) * 2n ** halvings
  const right = BigInt(mantissa) * 10n ** BigInt(Math.max(-power, 0))
  return left < right ? -1 : left > right ? 1 : 0
}

/**
 * A positive decimal as the nearest float. To round it to a double first goes wrong in one case only: that double lies
 * halfway between two floats, and the decimal beside it.
 */
export const nearestFloat = (digits: string, exponent: number): number => {
  const double = Number(`${digits}e${exponent}`)
  const float = Math.fround(double)
  const opposite = 2 * double - float
  if (!Number.isFinite(float) || float === double || Math.fround(opposite) !== opposite) return float
  const order = compare(digits, exponent, double)
  return order === 0 || order < 0 === float < opposite ? float : opposite
}
