/** Loaded before anything else: the host's clock is off by `CLOCK_OFF` ms, or jumps so far there and back each 5 s. */
const off = Number(process.env.CLOCK_OFF ?? 0)
const jumps = process.env.CLOCK_JUMPS === 'true'
const RealDate = Date
const real = Date.now.bind(Date)
const period = 5_000
const shift = () => (!jumps || Math.floor(real() / period) % 2 === 1 ? off : 0)

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [real() + shift()] : args, newTarget),
  apply: () => new RealDate(real() + shift()).toString(),
  get: (target, key) => (key === 'now' ? () => real() + shift() : Reflect.get(target, key)),
})
