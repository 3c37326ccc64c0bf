/** What V8 is told of the work that comes. It reads these flags as it goes along. */
import { setFlagsFromString } from 'node:v8'

/**
 * Packets make no garbage, and what is told at the end makes much of it, of a capture that is an attack: it is swept away
 * when there is a quarter as much as what is kept, where V8 would wait for several times that.
 */
export function expectGarbageAtTheEnd(): void {
  setFlagsFromString('--heap-growing-percent=25')
}

/**
 * There are a million packets and more: functions may take in four times as much of those that they call. It takes longer
 * to compile them, and saves a tenth of the time from then on.
 */
export function expectManyPackets(): void {
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=4000')
}
