/** Values of facts as cells of a table. */
import type { AddressTable } from '../analysis/tables/address-table.js'
import type { Timestamp } from '../analysis/timestamps.js'
import { addressText } from '../present/address-text.js'
import type { Cell } from './schema.js'

/** Nanoseconds since 1970; null for what there is not. */
export function timeCell(at: Timestamp | undefined): bigint | null {
  return at === undefined || at.frame === 0 ? null : BigInt(at.seconds) * 1_000_000_000n + BigInt(at.nanoseconds)
}

/** Null for `NO_ADDRESS`. */
export function addressCell(addresses: AddressTable, address: number): string | null {
  const text = addressText(addresses, address)
  return text === '' ? null : text
}

/** Null for what is below 0, which stands for none. */
export function numberCell(number: number): number | null {
  return number < 0 ? null : number
}

/** Two cells in the order of the ends: as they are, or the other way round. */
export function ordered(isInOrder: boolean, forth: Cell, back: Cell): readonly [Cell, Cell] {
  return isInOrder ? [forth, back] : [back, forth]
}
