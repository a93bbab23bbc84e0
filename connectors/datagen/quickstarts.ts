import { doubles, type Generator, iteration, numbered, options, range, struct } from './generators.ts'

export interface Quickstart {
  readonly keyField: string
  readonly value: Generator
}

const someYears = range('int64', 1_487_715_775_521, 1_519_273_364_600)

const users = struct('ksql.users', {
  registertime: someYears,
  userid: numbered('User_', 1, 10),
  regionid: numbered('Region_', 1, 10),
  gender: options('MALE', 'FEMALE', 'OTHER'),
})

const pageviews = struct('ksql.pageviews', {
  viewtime: iteration('int64', 1, 10),
  userid: numbered('User_', 1, 10),
  pageid: numbered('Page_', 10, 100),
})

const orders = struct('ksql.orders', {
  ordertime: someYears,
  orderid: iteration('int32', 0),
  itemid: numbered('Item_', 1, 1000),
  orderunits: doubles(0.1, 10),
  address: struct('ksql.address', {
    city: numbered('City_', 1, 100),
    state: numbered('State_', 1, 100),
    zipcode: range('int64', 10_000, 99_999),
  }),
})

const ratings = struct('ksql.ratings', {
  rating_id: iteration('int64', 1),
  user_id: range('int32', 1, 20),
  stars: range('int32', 1, 6),
  route_id: range('int32', 1, 10_000),
  rating_time: iteration('int64', 1, 12),
  channel: options('web', 'ios', 'android', 'iOS-test'),
  message: options('on time', 'late by an hour', 'a friendly crew', 'the seat was broken', 'never again'),
})

const stockTrades = struct('ksql.StockTrade', {
  side: options('BUY', 'SELL', 'SHORT'),
  quantity: range('int32', 1, 5000),
  symbol: options('ZBZX', 'ZJZZT', 'ZTEST', 'ZVV', 'ZVZZT', 'ZWZZT', 'ZXZZT'),
  price: range('int32', 5, 1000),
  account: options('ABC123', 'LMN456', 'XYZ789'),
  userid: numbered('User_', 1, 10),
})

const clickstreamUsers = struct('ksql.users', {
  user_id: iteration('int32', 1),
  username: numbered('user_', 1, 1000),
  registered_at: someYears,
  first_name: options('Ada', 'Barbara', 'Edsger', 'Grace', 'Ken', 'Leslie'),
  last_name: options('Allen', 'Hamilton', 'Hopper', 'Knuth', 'Lamport', 'Liskov'),
  city: options('Frankfurt', 'London', 'New York', 'Palo Alto', 'Raleigh'),
  level: options('Gold', 'Platinum', 'Silver'),
})

/** By name, in lower case. */
export const quickstarts: ReadonlyMap<string, Quickstart> = new Map([
  ['users', { keyField: 'userid', value: users }],
  ['pageviews', { keyField: 'viewtime', value: pageviews }],
  ['orders', { keyField: 'orderid', value: orders }],
  ['ratings', { keyField: 'rating_id', value: ratings }],
  ['stock_trades', { keyField: 'symbol', value: stockTrades }],
  ['clickstream_users', { keyField: 'user_id', value: clickstreamUsers }],
])
