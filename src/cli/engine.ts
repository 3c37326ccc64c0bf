/** Flags that tell V8 what kind of work comes. V8 reads them while it runs. */
import { setFlagsFromString } from 'node:v8'

/**
 * Packets make no garbage, but the report at the end can make much of it, for instance of an attack. It is collected
 * once there is a quarter as much garbage as live data; V8 would wait for several times that.
 */
export function expectGarbageAtTheEnd(): void {
  setFlagsFromString('--heap-growing-percent=25')
}

/**
 * For a million packets and more: V8 may inline four times as much code. That takes longer to compile, and saves a
 * tenth of the time from then on.
 */
export function expectManyPackets(): void {
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=4000')
}
